package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.codec.VectorTrees;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Clear, implicit and explicit TLS, and the ways from one to the other. */
class EncryptionTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final InnerPath FILE = InnerPath.parse("data/file.bin");

  @TempDir Path folder;
  private final Threads threads = new Threads("script");
  private byte[] content = {};

  @BeforeEach
  void writeFile() throws IOException {
    content = new byte[3 * 1024 * 1024 + 17];
    new Random(7).nextBytes(content);
    Files.createDirectories(folder.resolve("data"));
    Files.write(FILE.in(folder), content);
  }

  @AfterEach
  void stop() {
    threads.close();
  }

  private FolderService service() {
    return new FolderService(SITE, folder);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoNodesTalkInBothDirectionsOverOneSocket(boolean tls) throws Exception {
    FolderService service = service();
    try (TestPeer first = tls ? TestPeer.tls(service) : TestPeer.clear(service);
        TestPeer second = tls ? TestPeer.tls(service()) : TestPeer.clear(service())) {
      PeerConnection there = second.network().connect(first.address());
      assertThat(there.isTls()).isEqualTo(tls);
      assertThat(there.address()).isEqualTo(first.address());
      assertThat(second.network().connect(first.address())).isSameAs(there);
      download(there, content.length);
      assertThat(service.sent()).isEqualTo(content.length);

      // The first node finds the incoming connection under the port its peer announced.
      PeerConnection back = first.network().connect(second.address());
      assertThat(back.isOutgoing()).isFalse();
      assertThat(back.isTls()).isEqualTo(tls);
      download(back, 0);
      assertThat(first.network().bytesOut()).isGreaterThan(content.length);
      assertThat(there.bytesIn()).isGreaterThan(content.length);
    }
  }

  private void download(PeerConnection connection, long expectedSize) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    PeerClient client = new PeerClient(connection);
    assertThat(client.download(SITE, FILE, expectedSize, sink))
        .succeedsWithin(Duration.ofSeconds(30))
        .isEqualTo((long) content.length);
    assertThat(sink.toByteArray()).isEqualTo(content);
    assertThat(client.ping()).succeedsWithin(Duration.ofSeconds(30));
  }

  private static JsonObject captures() {
    return Vectors.json("peer/tls_upgrade_072.json").getAsJsonObject().getAsJsonObject("captures");
  }

  @Test
  void upgradesExplicitlyAsRecorded() throws IOException {
    JsonObject capture = captures().getAsJsonObject("explicit_upgrade");
    try (TestPeer node = TestPeer.tls(service());
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.send(bytes(capture, "plaintext_request_hex"));
      assertLikeRecorded(peer.next(), bytes(capture, "plaintext_response_hex"));
      peer.startTls(TestPeer.newTls());
      peer.request("ping", 1, Map.of());
      assertThat(peer.next().text("body")).isEqualTo("Pong!");
    }
  }

  @Test
  void startsWithTlsAsRecorded() throws IOException {
    JsonObject capture = captures().getAsJsonObject("implicit_tls");
    try (TestPeer node = TestPeer.tls(service());
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.startTls(TestPeer.newTls());
      peer.send(bytes(capture, "request_inside_tls_hex"));
      assertLikeRecorded(peer.next(), bytes(capture, "response_inside_tls_hex"));
      peer.request("ping", 1, Map.of());
      assertThat(peer.next().text("body")).isEqualTo("Pong!");
    }
  }

  private static byte[] bytes(JsonObject capture, String key) {
    return HexFormat.of().parseHex(capture.get(key).getAsString());
  }

  /** Same fields in the same order, and the same values where they don't depend on the moment. */
  private static void assertLikeRecorded(Message ours, byte[] recorded) throws IOException {
    Message theirs =
        Objects.requireNonNull(
            new zerobridge.codec.MsgPackReader(new java.io.ByteArrayInputStream(recorded)).next());
    assertThat(List.copyOf(ours.fields().keySet()))
        .isEqualTo(List.copyOf(theirs.fields().keySet()));
    for (String key : List.of("version", "rev", "crypt_supported", "crypt", "target_ip", "to")) {
      assertThat(VectorTrees.text(ours.value(key))).isEqualTo(VectorTrees.text(theirs.value(key)));
    }
    assertThat(ours.text("peer_id")).hasSameSizeAs(theirs.text("peer_id"));
  }

  @Test
  void dialsInClearAfterTlsWasRefusedAsRecorded() throws Exception {
    JsonObject capture = captures().getAsJsonObject("plaintext_fallback_after_tls_failure");
    Message recorded = Message.of(VectorTrees.message(capture.get("sent")));
    try (TestPeer node = TestPeer.tls(service());
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled = dial(node, address);
      try (ScriptedPeer refusing = ScriptedPeer.accept(server)) {
        assertThat(refusing.peekRaw(1)).containsExactly(Tls.HANDSHAKE_RECORD);
      }
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        Message params = Objects.requireNonNull(peer.welcome().map("params"));
        Message theirs = Objects.requireNonNull(recorded.map("params"));
        assertThat(List.copyOf(params.fields().keySet()))
            .isEqualTo(List.copyOf(theirs.fields().keySet()));
        assertThat(params.list("crypt_supported")).isEqualTo(theirs.list("crypt_supported"));
        assertThat(dialled).succeedsWithin(Duration.ofSeconds(20));
        dialled.join().close("Again.");
      }
      // The address is remembered: no second attempt with TLS.
      CompletableFuture<PeerConnection> again = dial(node, address);
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        assertThat(peer.welcome().text("cmd")).isEqualTo("handshake");
        assertThat(again).succeedsWithin(Duration.ofSeconds(20));
      }
    }
  }

  private CompletableFuture<PeerConnection> dial(TestPeer node, PeerAddress address) {
    return threads.call("dial", () -> node.network().connect(address));
  }

  @Test
  void strictNodeUpgradesAfterRefusalOrHangsUp() throws Exception {
    PeerSettings strict = TestPeer.settings().withIpLocal(Set.of()).withStrictTls(true);
    try (TestPeer node = TestPeer.with(strict, service(), Clock.systemUTC());
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled = dial(node, address);
      ScriptedPeer.accept(server).close();
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        Message asked = peer.next();
        assertThat(Objects.requireNonNull(asked.map("params")).texts("crypt_supported"))
            .containsExactly("tls-rsa");
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(ScriptedPeer.handshakeFields());
        fields.put("crypt", "tls-rsa");
        peer.answer(0, fields);
        peer.acceptTls(TestPeer.newTls());
        assertThat(dialled).succeedsWithin(Duration.ofSeconds(20));
        CompletableFuture<?> ping = new PeerClient(dialled.join()).ping();
        assertThat(peer.next().text("cmd")).isEqualTo("ping");
        peer.answer(1, Map.of("body", "Pong!".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(ping).succeedsWithin(Duration.ofSeconds(20));
        dialled.join().close("Again.");
      }
      CompletableFuture<PeerConnection> refused = dial(node, address);
      ScriptedPeer.accept(server).close();
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.welcome();
        assertThat(peer.isClosedByNode()).isTrue();
      }
      assertThatThrownBy(() -> refused.orTimeout(20, TimeUnit.SECONDS).join())
          .hasMessageContaining("insists");
    }
  }

  @Test
  void acceptorHandsBytesBehindTheHandshakeToTls() throws IOException {
    try (TestPeer node = TestPeer.tls(service());
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>(ScriptedPeer.handshakeFields());
      fields.put("crypt_supported", List.of("tls-rsa"));
      peer.request("handshake", 0, fields);
      // A request behind a handshake that offers TLS is no TLS hello: the node must not read it.
      peer.request("ping", 1, Map.of());
      assertThat(peer.next().text("crypt")).isEqualTo("tls-rsa");
      assertThat(peer.isClosedByNode()).isTrue();
    }
  }

  @Test
  void recognisesItselfAndNeverDialsItAgain() throws Exception {
    try (TestPeer node = TestPeer.tls(service())) {
      assertThatThrownBy(() -> node.network().connect(node.address()))
          .isInstanceOf(IOException.class);
      assertThat(node.network().isOurs(node.address())).isTrue();
      assertThatThrownBy(() -> node.network().connect(node.address()))
          .hasMessageContaining("our own address");
    }
  }
}
