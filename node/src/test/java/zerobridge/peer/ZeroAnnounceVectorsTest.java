package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.VectorTrees;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Announcing to a tracker that is a node: our words and our reading of its answers. */
class ZeroAnnounceVectorsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  static Stream<JsonObject> announces() {
    return Vectors.cases(Vectors.json("peer/zero_announce_072.json").getAsJsonObject().get("steps"))
        .filter(step -> "announce".equals(request(step).get("cmd")));
  }

  private static Map<String, @Nullable Object> request(JsonObject step) {
    return VectorTrees.message(step.get("request"));
  }

  @ParameterizedTest
  @MethodSource("announces")
  void announcesAndIsAnsweredAsRecorded(JsonObject step) throws IOException {
    Map<String, @Nullable Object> recorded = request(step);
    Message params = Objects.requireNonNull(Message.of(recorded).map("params"));
    ZeroAnnounce announce = Objects.requireNonNull(ZeroAnnounce.read(params));
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ServerSocket server = ScriptedPeer.listen();
        Threads threads = new Threads("script")) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer tracker = ScriptedPeer.accept(server)) {
        tracker.welcome();
        NodeClient client = new NodeClient(dialled.orTimeout(20, TimeUnit.SECONDS).join());
        CompletableFuture<ZeroAnnounce.Answered> asked = client.announce(announce);

        Message heard = tracker.next();
        recorded.put("req_id", heard.value("req_id"));
        assertThat(MsgPackWriter.encode(heard.fields())).isEqualTo(MsgPackWriter.encode(recorded));

        Map<String, @Nullable Object> answer = VectorTrees.message(step.get("response"));
        answer.put("to", heard.value("req_id"));
        tracker.send(MsgPackWriter.encode(answer));
        assertThat(asked).succeedsWithin(SOON);
        assertReadsAndWrites(asked.join(), Message.of(answer), announce.wanted().types());
      }
    }
  }

  /** What was read must be what stood there, and be written again as it stood. */
  private static void assertReadsAndWrites(
      ZeroAnnounce.Answered read, Message answer, List<String> types) {
    assertThat(read.toSign()).isEqualTo(answer.text("onion_sign_this"));
    Map<String, @Nullable Object> written = new LinkedHashMap<>(read.fields(types));
    written.put("cmd", "response");
    written.put("to", answer.value("to"));
    assertThat(VectorTrees.text(written)).isEqualTo(VectorTrees.text(answer));
  }
}
