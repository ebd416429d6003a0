package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.codec.Hashfield;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.ProtocolException;
import zerobridge.codec.VectorTrees;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Our client must say, byte for byte, what the recorded client said, and take its answers. */
class AskedVectorsTest {
  private static final Set<String> VARIABLE =
      Set.of("time", "fileserver_port", "port_opened", "peer_id");

  @TempDir Path folder;

  static Stream<JsonObject> vectors() {
    return Vectors.cases(
        Vectors.json("peer/client_requests_072.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void asksAsRecorded(JsonObject vector) throws IOException {
    List<Map<String, @Nullable Object>> sent = new ArrayList<>();
    vector.getAsJsonArray("sent").forEach(json -> sent.add(VectorTrees.message(json)));
    byte[] answers = HexFormat.of().parseHex(vector.get("received_hex").getAsString());
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ServerSocket server = ScriptedPeer.listen();
        Threads threads = new Threads("script")) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        Message handshake = peer.welcome();
        if ("handshake".equals(sent.get(0).get("cmd"))) {
          assertHandshake(handshake, sent.get(0));
          return;
        }
        PeerConnection connection = dialled.orTimeout(20, TimeUnit.SECONDS).join();
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (Map<String, @Nullable Object> request : sent) {
          calls.add(call(connection, Message.of(request)));
          Message asked = peer.next();
          request.put("req_id", asked.value("req_id"));
          assertThat(MsgPackWriter.encode(asked.fields())).isEqualTo(MsgPackWriter.encode(request));
        }
        answer(peer, vector, answers, sent.size());
        for (CompletableFuture<?> call : calls) {
          assertThat(call).succeedsWithin(Duration.ofSeconds(20));
        }
      }
    }
  }

  private static void assertHandshake(Message asked, Map<String, @Nullable Object> recorded) {
    Map<Object, @Nullable Object> ours =
        new LinkedHashMap<>(Objects.requireNonNull(asked.map("params")).fields());
    Map<?, ?> theirs = (Map<?, ?>) Objects.requireNonNull(recorded.get("params"));
    assertThat(List.copyOf(ours.keySet())).isEqualTo(List.copyOf(theirs.keySet()));
    Map<Object, @Nullable Object> expected = new LinkedHashMap<>(theirs);
    ours.keySet().removeAll(new HashSet<Object>(VARIABLE));
    expected.keySet().removeAll(new HashSet<Object>(VARIABLE));
    assertThat(VectorTrees.text(ours)).isEqualTo(VectorTrees.text(expected));
  }

  /** The recorded answers bear the numbers of their recording: here they get ours. */
  private static void answer(ScriptedPeer peer, JsonObject vector, byte[] bytes, int count)
      throws IOException {
    long id = 0;
    int raw = 0;
    for (JsonElement json : vector.getAsJsonArray("received")) {
      JsonObject object = json.getAsJsonObject();
      if (object.has("$raw_stream_after_object")) {
        raw = object.get("$raw_stream_after_object").getAsInt();
        byte[] tail = new byte[raw];
        System.arraycopy(bytes, bytes.length - raw, tail, 0, raw);
        peer.send(tail);
      } else {
        Map<String, @Nullable Object> answer = VectorTrees.message(object);
        answer.put("to", ++id);
        peer.send(MsgPackWriter.encode(answer));
      }
    }
    assertThat(id).isEqualTo(count);
  }

  private static CompletableFuture<?> call(PeerConnection connection, Message request) {
    PeerClient client = new PeerClient(connection);
    Message params = Objects.requireNonNull(request.map("params"));
    String command = Objects.requireNonNull(request.text("cmd"));
    String siteText = params.text("site");
    String pathText = params.text("inner_path");
    if (siteText == null) {
      return switch (command) {
        case "ping" -> client.ping();
        case "getTrackers" -> new NodeClient(connection).trackers();
        case "checkport" ->
            new NodeClient(connection).checkPort((int) params.integer("port").orElseThrow());
        default -> connection.request(command, params(params));
      };
    }
    SiteAddress site = SiteAddress.parse(siteText);
    InnerPath path = pathText == null ? InnerPath.ROOT_MANIFEST : InnerPath.parse(pathText);
    return switch (command) {
      case "streamFile", "getFile" -> {
        long bytes = params.integer("read_bytes").orElseThrow();
        long size = params.integer("file_size").orElse(0);
        long length = bytes < 512 << 10 ? bytes : PeerClient.Range.TO_THE_END;
        yield client.download(
            site,
            path,
            new PeerClient.Range(params.integer("location").orElseThrow(), length, size),
            new ByteArrayOutputStream());
      }
      case "listModified" -> client.listModified(site, params.integer("since").orElseThrow());
      case "pex" ->
          client.exchangePeers(
              site,
              PeerExchange.addresses(params, connection),
              (int) params.integer("need").orElseThrow());
      case "update" ->
          client.update(
              new Update(
                  site,
                  path,
                  new Update.Body(Objects.requireNonNull(params.bytes("body"))),
                  params.number("modified").orElseThrow(),
                  Objects.requireNonNull(params.map("diffs"))),
              (Number) Objects.requireNonNull(params.value("modified")));
      default -> optional(new OptionalFilesClient(connection), command, site, params);
    };
  }

  private static CompletableFuture<?> optional(
      OptionalFilesClient client, String command, SiteAddress site, Message params) {
    return switch (command) {
      case "getHashfield" -> client.hashfield(site);
      case "setHashfield" -> {
        try {
          byte[] packed = Objects.requireNonNull(params.bytes("hashfield_raw"));
          yield client.sendHashfield(site, Hashfield.unpack(packed));
        } catch (ProtocolException e) {
          yield CompletableFuture.failedFuture(e);
        }
      }
      case "findHashIds" -> client.findHashIds(site, HashIdHolders.readAsked(params));
      case "getPiecefields" -> client.piecefields(site);
      case "setPiecefields" ->
          client.sendPiecefields(site, Objects.requireNonNull(PackedPiecefields.read(params)));
      default -> client.connection().request(command, params(params));
    };
  }

  private static Map<String, @Nullable Object> params(Message params) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    params.fields().forEach((key, value) -> map.put((String) key, value));
    return map;
  }
}
