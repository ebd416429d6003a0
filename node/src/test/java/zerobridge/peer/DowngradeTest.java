package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.crypto.CertificatePin;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Encryption that somebody tries to talk us out of, and doors that somebody tries to block. */
class DowngradeTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");

  @TempDir Path folder;
  private final Threads threads = new Threads("script");
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;

  @AfterEach
  void stop() {
    threads.close();
  }

  private TestPeer node(boolean strict) throws IOException {
    return TestPeer.with(
        TestPeer.settings().withIpLocal(Set.of()).withStrictTls(strict),
        new FolderService(SITE, folder),
        clock);
  }

  private CompletableFuture<PeerConnection> dial(TestPeer node, ServerSocket server) {
    PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
    return threads.call("dial", () -> node.network().connect(address));
  }

  private static boolean beginsWithTls(ServerSocket server) throws IOException {
    try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
      return peer.peekRaw(1)[0] == Tls.HANDSHAKE_RECORD;
    }
  }

  /** Lets TLS fail once and greets in clear text then. */
  private void refuseTls(TestPeer node, ServerSocket server, List<String> crypt) throws Exception {
    CompletableFuture<PeerConnection> dialled = dial(node, server);
    assertThat(beginsWithTls(server)).isTrue();
    try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
      peer.next();
      Map<String, @Nullable Object> fields = new LinkedHashMap<>(ScriptedPeer.handshakeFields());
      fields.put("crypt_supported", crypt);
      peer.answer(0, fields);
      assertThat(dialled).succeedsWithin(Duration.ofSeconds(20));
      dialled.join().close("Again.");
    }
  }

  @Test
  void w09BrokenConnectionIsNoRefusalOfTls() throws Exception {
    try (TestPeer node = node(false);
        ServerSocket server = ScriptedPeer.listen()) {
      for (int i = 0; i < 2; i++) {
        CompletableFuture<PeerConnection> dialled = dial(node, server);
        assertThat(beginsWithTls(server)).isTrue();
        ScriptedPeer.accept(server).close();
        assertThatThrownBy(() -> dialled.orTimeout(20, TimeUnit.SECONDS).join())
            .cause()
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void w09NodeThatSaysItHasTlsIsSoonAskedForItAgain() throws Exception {
    try (TestPeer node = node(false);
        ServerSocket server = ScriptedPeer.listen()) {
      refuseTls(node, server, List.of("tls-rsa"));
      now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(6)));
      refuseTls(node, server, List.of());
      now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(6)));
      CompletableFuture<PeerConnection> dialled = dial(node, server);
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        assertThat(peer.welcome().text("cmd")).isEqualTo("handshake");
        assertThat(dialled).succeedsWithin(Duration.ofSeconds(20));
      }
    }
  }

  @Test
  void w09StrictNodeTakesNoClearTextFromOutside() throws IOException {
    try (TestPeer node = node(true);
        ScriptedPeer clear = ScriptedPeer.dial(node.port());
        ScriptedPeer encrypted = ScriptedPeer.dial(node.port())) {
      clear.handshake();
      assertThat(clear.isClosedByNode()).isTrue();
      encrypted.startTls(TestPeer.newTls());
      encrypted.handshake();
      encrypted.request("ping", 1, Map.of());
      assertThat(encrypted.next().text("body")).isEqualTo("Pong!");
    }
  }

  @Test
  void w19RefusedConnectionsTakeNoPlaces() throws IOException {
    try (TestPeer node = node(false)) {
      int refused = 0;
      for (int i = 0; i < 2 * Slots.MAX_INCOMING; i++) {
        try (ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
          // Those that are let in say nothing, and are gone again.
          refused += i >= 6 && peer.readsUntilEnd() ? 1 : 0;
        }
      }
      assertThat(refused).isEqualTo(2 * Slots.MAX_INCOMING - 6);
      try (ScriptedPeer other = ScriptedPeer.dialFrom("127.7.0.1", node.port())) {
        assertThat(other.handshake().text("version")).isEqualTo("0.7.2");
      }
    }
  }

  @Test
  void w19OneNetworkNeverHoldsAllPlaces() throws IOException {
    try (TestPeer node = node(false)) {
      java.util.List<ScriptedPeer> held = new java.util.ArrayList<>();
      int admitted = 0;
      for (int i = 1; i <= 60; i++) {
        ScriptedPeer peer = ScriptedPeer.dialFrom("127.8.0." + i, node.port());
        held.add(peer);
        // Time passes, so that it isn't the speed that is refused.
        now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(1)));
        try {
          peer.handshake();
          admitted++;
        } catch (IOException e) {
          assertThat(i).isGreaterThan(Slots.PER_NETWORK);
        }
      }
      assertThat(admitted).isEqualTo(Slots.PER_NETWORK);
      try (ScriptedPeer other = ScriptedPeer.dialFrom("127.9.0.1", node.port())) {
        assertThat(other.handshake().text("version")).isEqualTo("0.7.2");
      }
      for (ScriptedPeer peer : held) {
        peer.close();
      }
    }
  }

  @Test
  void w32CertificatesOfPeersAreRememberedAndChangesCounted() throws Exception {
    SeenCertificates keys = new SeenCertificates();
    CertificatePin aa = new CertificatePin("aa".repeat(32));
    CertificatePin bb = new CertificatePin("bb".repeat(32));
    PeerAddress address = PeerAddress.of("1.2.3.4", 15441);
    assertThat(keys.learn(address, aa)).isTrue();
    assertThat(keys.learn(address, aa)).isTrue();
    assertThat(keys.learn(PeerAddress.of("1.2.3.5", 15441), bb)).isTrue();
    assertThat(keys.changes()).isZero();
    assertThat(keys.learn(address, bb)).isFalse();
    assertThat(keys.changes()).isEqualTo(1);

    FolderService service = new FolderService(SITE, folder);
    try (TestPeer server =
            TestPeer.with(TestPeer.settings().withIpLocal(Set.of()), service, Clock.systemUTC());
        TestPeer client = TestPeer.tls(service)) {
      PeerConnection first = client.network().connect(server.address());
      CertificatePin shown = first.certificatePin().orElseThrow();
      first.close("Again.");
      assertThat(client.network().connect(server.address()).certificatePin()).contains(shown);
      assertThat(client.network().certificateChanges()).isZero();
    }
  }
}
