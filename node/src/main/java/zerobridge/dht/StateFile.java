package zerobridge.dht;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;
import zerobridge.io.AtomicFile;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** Our ids and the good nodes, kept between two runs. A damaged file counts as none. */
final class StateFile {
  /** Nodes kept of each family. */
  static final int MAX_NODES = 100;

  /** Far more than {@link #MAX_NODES} need. */
  private static final long MAX_BYTES = 64 << 10;

  private static final Logger log = LoggerFactory.getLogger(StateFile.class);

  private final Path path;

  StateFile(Path path) {
    this.path = path;
  }

  /** What is kept of one family. */
  record Family(Optional<NodeId> id, List<InetSocketAddress> nodes) {
    static final Family NONE = new Family(Optional.empty(), List.of());
  }

  JsonObject read() {
    try {
      if (Files.exists(path) && Files.size(path) <= MAX_BYTES) {
        return Json.parseObject(Files.readAllBytes(path));
      }
    } catch (IOException e) {
      log.warn("What was known of the DHT can't be read: {}", e.toString());
    }
    return new JsonObject();
  }

  /** One family of what {@link #read} gave. */
  static Family family(JsonObject state, HostKind family) {
    if (!(state.get(family.word()) instanceof JsonObject kept)) {
      return Family.NONE;
    }
    List<InetSocketAddress> nodes = new ArrayList<>();
    if (kept.get("nodes") instanceof JsonArray list) {
      for (JsonElement each : list) {
        node(each, family).filter(node -> nodes.size() < MAX_NODES).ifPresent(nodes::add);
      }
    }
    return new Family(id(kept.get("id")), nodes);
  }

  private static Optional<InetSocketAddress> node(JsonElement text, HostKind family) {
    try {
      return PeerAddress.parse(text.getAsString()) instanceof PeerAddress.Ip ip
              && ip.kind() == family
              && ip.isConnectable()
          ? Optional.of(new InetSocketAddress(ip.ip(), ip.port()))
          : Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
      log.debug("A kept node of the DHT is left out: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<NodeId> id(@Nullable JsonElement text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(NodeId.of(HexFormat.of().parseHex(text.getAsString())));
    } catch (RuntimeException e) {
      log.debug("The kept id in the DHT is none: {}", e.getMessage());
      return Optional.empty();
    }
  }

  void write(Tables tables) throws IOException {
    JsonObject state = new JsonObject();
    for (HostKind family : Tables.FAMILIES) {
      JsonArray nodes = new JsonArray();
      for (Contact node : tables.of(family).latest(MAX_NODES)) {
        nodes.add(node.asPeer().toString());
      }
      JsonObject kept = new JsonObject();
      kept.addProperty("id", tables.of(family).own().toString());
      kept.add("nodes", nodes);
      state.add(family.word(), kept);
    }
    AtomicFile.write(path, PrettyJson.text(state).getBytes(StandardCharsets.UTF_8));
  }
}
