package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.codec.VectorTrees;
import zerobridge.net.PackedAddress;

/** Replays recorded requests against a live node of ours and compares what it answers. */
class ServedVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Fields that depend on the machine and the moment. */
  private static final Set<String> VARIABLE =
      Set.of("time", "fileserver_port", "port_opened", "peer_id");

  /** Where this node answers otherwise than the reference, by the name of the experiment. */
  private static final Map<String, Difference> DELIBERATELY_DIFFERENT =
      Map.of(
          "ping before any handshake",
          new Difference("error 'Handshake required'", "a peer without a handshake has no port"),
          "invalid UTF-8 in a str after use_bin_type",
          new Difference("answered", "nodes of 2016 send bytes as text"),
          "pex with a 3 byte packed address",
          new Difference("answered", "one bad entry is left out, the connection isn't to blame"),
          "streamFile with read_bytes -1",
          new Difference("error 'File read exception'", "the reference breaks its own stream"));

  private record Difference(String ours, String why) {}

  /** A node without trackers of its own, as the recorded one was. */
  private static final CompletableFuture<Answer> NO_TRACKERS =
      CompletableFuture.completedFuture(new Answer.Fields(Map.of("trackers", List.of())));

  @TempDir Path folder;

  static Stream<JsonObject> commands() {
    return Vectors.cases(Vectors.json("peer/commands_072.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void answersAsRecorded(JsonObject vector) throws IOException {
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      node.network().serve("getTrackers", (from, params) -> NO_TRACKERS);
      boolean handshake = vector.get("name").getAsString().equals("handshake");
      if (!handshake) {
        peer.handshake();
      }
      peer.send(HEX.parseHex(vector.get("request_hex").getAsString()));
      Map<String, @Nullable Object> expected = VectorTrees.message(vector.get("response"));
      Message answer = peer.next();
      if (handshake) {
        assertThat(List.copyOf(answer.fields().keySet())).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(VectorTrees.text(without(answer.fields(), VARIABLE)))
            .isEqualTo(VectorTrees.text(without(expected, VARIABLE)));
        return;
      }
      dropInvalidOnions(expected);
      assertThat(VectorTrees.text(answer)).isEqualTo(VectorTrees.text(expected));
      if (vector.has("stream_bytes_hex")) {
        String data = vector.get("stream_bytes_hex").getAsString();
        assertThat(HEX.formatHex(peer.raw(data.length() / 2))).isEqualTo(data);
      }
    }
  }

  /** The recorded answer names an onion whose checksum is wrong; ours never hands one out. */
  private static void dropInvalidOnions(Map<String, @Nullable Object> expected) {
    if (expected.get("peers_onion") instanceof List<?> onions
        && expected.containsKey("peers_ipv6")) {
      List<Object> valid = new ArrayList<>();
      for (Object onion : onions) {
        try {
          PackedAddress.unpackOnion((byte[]) onion);
          valid.add(onion);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("checksum");
        }
      }
      expected.put("peers_onion", valid);
    }
  }

  private static Map<Object, @Nullable Object> without(
      Map<?, ? extends @Nullable Object> fields, Set<String> keys) {
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(fields);
    rest.keySet().removeAll(new HashSet<Object>(keys));
    return rest;
  }

  static Stream<JsonObject> experiments() {
    return Vectors.cases(
            Vectors.json("peer/edge_behaviour_072.json").getAsJsonObject().get("experiments"))
        .filter(experiment -> !experiment.get("send").isJsonNull());
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void reactsToUnusualInputAsObserved(JsonObject experiment) throws IOException {
    String name = experiment.get("name").getAsString();
    Difference difference = DELIBERATELY_DIFFERENT.get(name);
    String expected =
        difference == null ? experiment.get("observed").getAsString() : difference.ours();
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      boolean closes = expected.contains("closed");
      int answers = experiment.getAsJsonArray("send").size();
      for (JsonElement bytes : experiment.getAsJsonArray("send")) {
        peer.send(HEX.parseHex(bytes.getAsString()));
      }
      if (expected.contains("both answered")) {
        answers = 2;
      }
      Message last = Message.EMPTY;
      for (int i = 0; i < (closes ? answers - 1 : answers); i++) {
        last = peer.next();
      }
      if (closes) {
        assertThat(peer.isClosedByNode()).as(expected).isTrue();
      } else if (expected.startsWith("error")) {
        assertThat(expected).isEqualTo("error '" + last.text("error") + "'");
      } else {
        assertThat(last.text("cmd")).isEqualTo("response");
        assertThat(last.has("error")).isFalse();
      }
    }
  }

  static Stream<JsonObject> messagesOf2016() {
    return Vectors.cases(
            Vectors.json("peer/rev1536_messages.json").getAsJsonObject().get("vectors"))
        .filter(vector -> vector.get("decoded_by_072_before_use_bin_type").isJsonObject())
        .filter(
            vector -> vector.getAsJsonObject("decoded_by_072_before_use_bin_type").has("params"));
  }

  @ParameterizedTest
  @MethodSource("messagesOf2016")
  void understandsNodesOf2016(JsonObject vector) throws IOException {
    byte[] bytes = HEX.parseHex(vector.get("hex").getAsString());
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      if (!vector.get("name").getAsString().startsWith("handshake")) {
        peer.handshake();
      }
      peer.send(bytes);
      Message answer = peer.next();
      assertThat(answer.text("cmd")).isEqualTo("response");
      assertThat(answer.text("error")).isIn(null, "File read error", "File invalid JSON");
    }
  }
}
