package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Peers that lie, stall, flood and break the rules, in both directions. */
class HostilePeerTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final InnerPath FILE = InnerPath.parse("file.bin");
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Threads threads = new Threads("script");
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  @AfterEach
  void stop() {
    threads.close();
  }

  private TestPeer node() throws IOException {
    InstantSource clock = now::get;
    return TestPeer.with(TestPeer.settings(), new FolderService(SITE, folder), clock);
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  // Peers that dial us.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd7fffffff",
        "81a161df3fffffff",
        "81a161c67fffffff",
        "c1",
        "00",
        "474554202f20485454502f312e310d0a0d0a", // an HTTP request
        "81a3636d64a470696e67", // no parameters
        "80" // no command
      })
  void garbageEndsTheConnection(String hex) throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      peer.send(HexFormat.of().parseHex(hex));
      assertThat(peer.isClosedByNode()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dd7fffffff", "81a161df3fffffff", "c1", "00", "474554202f20", "16030100"})
  void garbageInsteadOfHandshakeEndsTheConnection(String hex) throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.send(HexFormat.of().parseHex(hex));
      peer.endOfSpeech();
      assertThat(peer.readsUntilEnd()).isTrue();
    }
  }

  @Test
  void nestingBombEndsOnlyItsOwnConnection() throws IOException {
    byte[] bomb = new byte[100_000];
    Arrays.fill(bomb, (byte) 0x91);
    bomb[0] = (byte) 0x81;
    bomb[1] = 1;
    try (TestPeer node = node();
        ScriptedPeer honest = ScriptedPeer.dial(node.port());
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      honest.handshake();
      peer.handshake();
      peer.send(bomb);
      assertThat(peer.isClosedByNode()).isTrue();
      honest.request("ping", 1, Map.of());
      assertThat(honest.next().text("body")).isEqualTo("Pong!");
    }
  }

  @Test
  void messageAboveTheLimitEndsTheConnection() throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      peer.request("ping", 1, Map.of("x", new byte[MsgPackReader.MAX_MESSAGE_BYTES - 100]));
      assertThat(peer.next().text("body")).isEqualTo("Pong!");
      peer.request("ping", 2, Map.of("x", new byte[64]));
      assertThat(peer.next().integer("to")).hasValue(2);
      byte[] header = HexFormat.of().parseHex("81a178c600500001");
      peer.send(header);
      assertThat(peer.isClosedByNode()).isTrue();
    }
  }

  @Test
  void badActionsAddUpToTheEnd() throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      int answered = PeerConnection.MAX_BAD_ACTIONS / 5;
      for (int i = 1; i <= answered; i++) {
        peer.request("fooBar", i, Map.of());
        assertThat(peer.next().text("error")).isEqualTo("Unknown command: fooBar");
      }
      peer.request("fooBar", answered + 1, Map.of());
      assertThat(peer.next().text("error")).isEqualTo("Unknown command: fooBar");
      assertThat(peer.isClosedByNode()).isTrue();
    }
  }

  @Test
  void stalledMessageIsCutOffByTheWatchdogAndQuietOnesAreNot() throws IOException {
    try (TestPeer node = node();
        ScriptedPeer quiet = ScriptedPeer.dial(node.port());
        ScriptedPeer stalling = ScriptedPeer.dial(node.port())) {
      quiet.handshake();
      stalling.handshake();
      stalling.request("ping", 1, Map.of());
      stalling.next();
      stalling.send(HexFormat.of().parseHex("83a3636d64a4"));
      node.network().connections().forEach(PeerConnection::retain);
      node.network().check();
      quiet.request("ping", 1, Map.of());
      assertThat(quiet.next().text("body")).isEqualTo("Pong!");

      // Time passes in steps, because nobody knows when the half message has arrived.
      ScheduledFuture<?> watching =
          threads.every(
              Duration.ZERO,
              Duration.ofMillis(50),
              "watch",
              () -> {
                pass(Duration.ofSeconds(11));
                node.network().check();
              });
      assertThat(stalling.isClosedByNode()).isTrue();
      watching.cancel(false);
      quiet.request("ping", 2, Map.of());
      assertThat(quiet.next().text("body")).isEqualTo("Pong!");
    }
  }

  @Test
  void floodFromOneAddressIsRefusedAtOnce() throws IOException {
    PeerSettings internet = TestPeer.settings().withIpLocal(Set.of());
    InstantSource clock = now::get;
    try (TestPeer node = TestPeer.with(internet, new FolderService(SITE, folder), clock)) {
      for (int i = 0; i < 6; i++) {
        try (ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
          assertThat(peer.handshake().text("version")).isEqualTo("0.7.2");
        }
      }
      try (ScriptedPeer seventh = ScriptedPeer.dial(node.port())) {
        assertThat(seventh.isClosedByNode()).isTrue();
      }
      pass(Duration.ofSeconds(3));
      try (ScriptedPeer later = ScriptedPeer.dial(node.port())) {
        assertThat(later.handshake().text("version")).isEqualTo("0.7.2");
      }
    }
  }

  // Peers that we dial and ask.

  private interface Script {
    void run(ScriptedPeer peer, Message request) throws IOException;
  }

  /** Asks a scripted peer for a file, and returns the connection and the download. */
  private void asked(Script script, Check check) throws Exception {
    try (TestPeer node = node();
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.welcome();
        PeerConnection connection = dialled.orTimeout(20, TimeUnit.SECONDS).join();
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        CompletableFuture<Long> download =
            new PeerClient(connection).download(SITE, FILE, 1000, sink);
        script.run(peer, peer.next());
        check.run(node, peer, connection, download, sink);
      }
    }
  }

  private interface Check {
    void run(
        TestPeer node,
        ScriptedPeer peer,
        PeerConnection connection,
        CompletableFuture<Long> download,
        ByteArrayOutputStream sink)
        throws Exception;
  }

  private void assertCutOff(Script script, String reason) throws Exception {
    asked(
        script,
        (node, peer, connection, download, sink) -> {
          assertThatThrownBy(() -> download.orTimeout(20, TimeUnit.SECONDS).join())
              .cause()
              .isInstanceOf(ConnectionClosedException.class)
              .hasMessageContaining(reason);
          assertThat(connection.isOpen()).isFalse();
          assertThat(sink.size()).isZero();
        });
  }

  private static Map<String, @Nullable Object> stream(Object bytes) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("size", 1000);
    fields.put("location", 1000);
    fields.put("stream_bytes", bytes);
    return fields;
  }

  @Test
  void lyingStreamLengthsEndTheConnection() throws Exception {
    assertCutOff((peer, request) -> peer.answer(1, stream(-1)), "More raw data");
    assertCutOff((peer, request) -> peer.answer(1, stream((512 << 10) + 1)), "More raw data");
    assertCutOff((peer, request) -> peer.answer(1, stream(1.5)), "More raw data");
    assertCutOff((peer, request) -> peer.answer(99, stream(10)), "nobody asked for");
  }

  private void assertRefused(Script script, String reason) throws Exception {
    asked(
        script,
        (node, peer, connection, download, sink) -> {
          assertThatThrownBy(() -> download.orTimeout(20, TimeUnit.SECONDS).join())
              .hasMessageContaining(reason);
          CompletableFuture<?> ping = new PeerClient(connection).ping();
          long id = peer.next().integer("req_id").orElseThrow();
          peer.answer(
              id, Map.of("body", "Pong!".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
          assertThat(ping).succeedsWithin(SOON);
        });
  }

  @Test
  void falseAnswersFailTheDownloadOnly() throws Exception {
    assertRefused((peer, request) -> peer.answer(1, Map.of("error", "Go away")), "Go away");
    assertRefused((peer, request) -> peer.answer(1, Map.of()), "doesn't say where it ends");
    assertRefused(
        (peer, request) -> peer.answerStream(1, 5, 1000, new byte[10]), "about other bytes");
    assertRefused((peer, request) -> peer.answerStream(1, 0, 1000, new byte[0]), "sends nothing");
  }

  @Test
  void answersWithWrongNumbersAreIgnored() throws Exception {
    asked(
        (peer, request) -> {
          peer.answer(77, Map.of("error", "for somebody else"));
          peer.send(MsgPackWriter.encode(Map.of("cmd", "")));
          peer.answerStream(1, 0, 1000, new byte[1000]);
        },
        (node, peer, connection, download, sink) ->
            assertThat(download).succeedsWithin(SOON).isEqualTo(1000L));
  }

  @Test
  void silentPeerIsGivenUp() throws Exception {
    asked(
        (peer, request) -> pass(Duration.ofSeconds(11)),
        (node, peer, connection, download, sink) -> {
          node.network().check();
          assertThat(download).failsWithin(SOON);
          assertThat(connection.endReason()).isEqualTo("The peer doesn't answer.");
        });
  }

  @Test
  void peerThatEndsInTheMiddleFailsTheDownload() throws Exception {
    asked(
        (peer, request) -> {
          peer.answer(1, stream(1000));
          peer.send(new byte[400]);
          peer.close();
        },
        (node, peer, connection, download, sink) -> assertThat(download).failsWithin(SOON));
  }

  @Test
  void sinkThatRefusesMoreKeepsTheConnection() throws Exception {
    try (TestPeer node = node();
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.welcome();
        PeerClient client = new PeerClient(dialled.orTimeout(20, TimeUnit.SECONDS).join());
        OutputStream full =
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("The file is longer than its manifest says.");
              }

              @Override
              public void write(byte[] bytes, int offset, int length) throws IOException {
                write(0);
              }
            };
        CompletableFuture<Long> download = client.download(SITE, FILE, 1000, full);
        peer.next();
        peer.answerStream(1, 0, 300_000, new byte[300_000]);
        assertThatThrownBy(() -> download.orTimeout(20, TimeUnit.SECONDS).join())
            .hasMessageContaining("longer than its manifest");
        CompletableFuture<?> ping = client.ping();
        peer.answer(
            peer.next().integer("req_id").orElseThrow(),
            Map.of("body", "Pong!".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(ping).succeedsWithin(SOON);
      }
    }
  }
}
