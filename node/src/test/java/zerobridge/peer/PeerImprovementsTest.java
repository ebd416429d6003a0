package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** Where this node does better than the reference, by the numbers of the peer protocol's list. */
class PeerImprovementsTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final String ONION = "aaaaaaaaaaaaaaaa";
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
    return node(new FolderService(SITE, folder));
  }

  private TestPeer node(PeerService service) throws IOException {
    InstantSource clock = now::get;
    return TestPeer.with(TestPeer.settings(), service, clock);
  }

  private static Map<String, @Nullable Object> fileRequest(long readBytes) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("site", SITE.value());
    params.put("inner_path", "big.bin");
    params.put("location", 0);
    params.put("read_bytes", readBytes);
    return params;
  }

  @Test
  void w03ReadBytesAreClampedToOneMebibyte() throws IOException {
    Files.write(folder.resolve("big.bin"), new byte[3 << 20]);
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      peer.request("streamFile", 1, fileRequest(20 << 20));
      Message answer = peer.next();
      assertThat(answer.integer("stream_bytes")).hasValue(1 << 20);
      assertThat(answer.integer("location")).hasValue(1 << 20);
      assertThat(answer.integer("size")).hasValue(3 << 20);
      assertThat(peer.raw(1 << 20)).hasSize(1 << 20);
      peer.request("getFile", 2, fileRequest(20 << 20));
      assertThat(peer.next().bytes("body")).hasSize(1 << 20);
      peer.request("streamFile", 3, fileRequest(-1));
      assertThat(peer.next().text("error")).isEqualTo("File read exception");
      peer.request("ping", 4, Map.of());
      assertThat(peer.next().text("body")).isEqualTo("Pong!");
    }
  }

  @Test
  void w04APortCheckThatHangsHoldsNothingUp() throws IOException {
    ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    List<SocketChannel> crowd = new ArrayList<>();
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      // Nobody accepts here: once the queue is full, whoever dials gets no answer at all.
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(full.getLocalSocketAddress());
        crowd.add(channel);
      }
      peer.handshake();
      peer.request("checkport", 1, Map.of("port", full.getLocalPort()));
      peer.request("ping", 2, Map.of());
      assertThat(peer.next().text("body")).isEqualTo("Pong!");
      peer.request("checkport", 3, Map.of("port", full.getLocalPort()));
      assertThat(peer.next().text("error")).isEqualTo("Too many port checks");
      // From here on the attempt is refused at its next try.
      full.close();
      Message late = peer.next();
      assertThat(late.integer("to")).hasValue(1);
      assertThat(late.text("status")).isEqualTo("closed");
    } finally {
      full.close();
      for (SocketChannel channel : crowd) {
        channel.close();
      }
    }
  }

  @Test
  void w07TwoNodesOfOneHostHaveTwoConnections() throws IOException {
    try (TestPeer first = node();
        TestPeer second = node();
        TestPeer third = node()) {
      PeerConnection toFirst = third.network().connect(first.address());
      PeerConnection toSecond = third.network().connect(second.address());
      assertThat(toFirst).isNotSameAs(toSecond);
      assertThat(toFirst.handshake().port()).isEqualTo(first.port());
      assertThat(toSecond.handshake().port()).isEqualTo(second.port());
      assertThat(third.network().connect(first.address())).isSameAs(toFirst);
      assertThat(third.network().connect(second.address())).isSameAs(toSecond);
    }
  }

  @Test
  void w08ThePortThatWasDialledStays() throws IOException {
    try (TestPeer node = node();
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.next();
        Map<String, @Nullable Object> fields = ScriptedPeer.handshakeFields();
        fields.put("port_opened", false);
        peer.answer(0, fields);
        assertThat(dialled).succeedsWithin(SOON);
        assertThat(dialled.join().address()).isEqualTo(address);
        assertThat(node.network().find(address)).containsSame(dialled.join());
      }
    }
  }

  /** Greets as the side that was dialled, as if the connection had come from {@code source}. */
  private PeerConnection.Peer greeted(String source, Map<String, @Nullable Object> handshake)
      throws IOException {
    PeerSettings settings = TestPeer.settings();
    Clock clock = Clock.systemUTC();
    Greeter greeter =
        new Greeter(
            new OwnHandshake(settings, clock),
            TestPeer.newTls(),
            settings,
            clock,
            Intake.of(new Bandwidth(clock).down()));
    try (ServerSocket server = ScriptedPeer.listen();
        ScriptedPeer peer = ScriptedPeer.dial(server.getLocalPort());
        Socket accepted = server.accept()) {
      peer.request("handshake", 0, handshake);
      Link link = new Link(accepted, clock, Intake.of(new Bandwidth(clock).down()));
      return greeter.welcome(link, InetAddress.getByName(source)).peer();
    }
  }

  private static Map<String, @Nullable Object> claiming(String onion) {
    Map<String, @Nullable Object> fields = ScriptedPeer.handshakeFields();
    fields.put("onion", onion);
    return fields;
  }

  @Test
  void w10AnOnionIsBelievedOnlyOfWhoComesByWayOfThisMachine() throws IOException {
    assertThat(greeted("9.9.9.9", claiming(ONION)).address().host()).isEqualTo("9.9.9.9");
    assertThat(greeted("192.168.1.7", claiming(ONION)).address().host()).isEqualTo("192.168.1.7");
    assertThat(greeted("127.0.0.1", claiming(ONION)).address().host()).isEqualTo(ONION + ".onion");
    assertThat(greeted("127.0.0.1", claiming("not an onion")).address().host())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void w10AClaimedOnionIsNotFoundWhenSomebodyAsksForIt() throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.request("handshake", 0, claiming(ONION));
      assertThat(peer.next().integer("to")).hasValue(0);
      peer.request("ping", 1, Map.of());
      peer.next();
      PeerConnection connection = node.network().connections().get(0);
      assertThat(connection.address().host()).isEqualTo(ONION + ".onion");
      assertThat(connection.isAddressProven()).isFalse();
      assertThat(node.network().find(connection.address())).isEmpty();
    }
  }

  @Test
  void w17OurOnionIsNeverToldOverAnIpAddressEvenWithAClosedPort() throws IOException {
    OwnHandshake own = new OwnHandshake(TestPeer.settings(), Clock.systemUTC());
    own.setPortOpened(HostKind.IPV4, false);
    own.learnAddress(PeerAddress.of(ONION + ".onion", 15441));
    Map<String, @Nullable Object> fields = own.fields(PeerAddress.parse("9.9.9.9:1"), true, null);
    assertThat(fields.get("port_opened")).isEqualTo(false);
    assertThat(fields.toString()).doesNotContain("onion");
  }

  @Test
  void w20ARequestBeforeTheHandshakeIsRefused() throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.request("ping", 1, Map.of());
      Message answer = peer.next();
      assertThat(answer.text("error")).isEqualTo("Handshake required");
      assertThat(answer.integer("to")).hasValue(1);
      assertThat(peer.isClosedByNode()).isTrue();
    }
  }

  @Test
  void w29AListThatWasAskedForMayBeLongerThanOtherMessages() throws IOException {
    byte[] padding = new byte[MsgPackReader.MAX_MESSAGE_BYTES + (1 << 20)];
    try (TestPeer node = node();
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.welcome();
        PeerConnection connection = dialled.orTimeout(20, TimeUnit.SECONDS).join();
        CompletableFuture<Map<InnerPath, Long>> listed =
            new PeerClient(connection).listModified(SITE, 0);
        peer.next();
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("modified_files", Map.of("content.json", 5));
        answer.put("padding", padding);
        peer.answer(1, answer);
        assertThat(listed).succeedsWithin(SOON).isEqualTo(Map.of(InnerPath.ROOT_MANIFEST, 5L));
        // Nothing is due now: the same again ends the connection.
        threads.run(
            "sender",
            () -> {
              try {
                peer.answer(1, answer);
              } catch (IOException e) {
                // The node hangs up before it has read all of it.
                assertThat(e).isNotNull();
              }
            });
        CompletableFuture<?> unanswered = new PeerClient(connection).ping();
        assertThat(unanswered).failsWithin(SOON);
        assertThat(connection.endReason()).contains("larger than");
      }
    }
  }

  @Test
  void w29OurOwnListsFitIntoAMessageAndBeginWithTheNewest() throws IOException {
    String long200 = "x".repeat(200);
    Map<InnerPath, Long> newestFirst = new LinkedHashMap<>();
    for (int i = 40_000; i > 0; i--) {
      newestFirst.put(InnerPath.parse("data/" + long200 + i + "/content.json"), (long) i);
    }
    PeerService crowded =
        new FolderService(SITE, folder) {
          @Override
          public Map<InnerPath, Long> modifiedSince(
              PeerConnection from, SiteAddress asked, long since) {
            return newestFirst;
          }
        };
    try (TestPeer node = node(crowded);
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      peer.request("listModified", 1, Map.of("site", SITE.value(), "since", 0));
      Message answer = peer.next();
      assertThat(MsgPackWriter.encode(answer.fields()))
          .hasSizeLessThan(MsgPackReader.MAX_MESSAGE_BYTES);
      Map<Object, @Nullable Object> files =
          Objects.requireNonNull(answer.map("modified_files")).fields();
      assertThat(files).hasSizeGreaterThan(5_000).hasSizeLessThan(40_000);
      assertThat(files.values().iterator().next()).isEqualTo(40_000L);
    }
  }

  @Test
  void w30ConnectionThatWasIdleReadsOn() throws IOException {
    try (TestPeer node = node();
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      now.updateAndGet(instant -> instant.plusSeconds(45));
      node.network().check();
      byte[] ping =
          MsgPackWriter.encode(Map.of("cmd", "ping", "req_id", 2, "params", Map.of("x", "y")));
      peer.send(Arrays.copyOf(ping, 5));
      node.network().check();
      peer.send(Arrays.copyOfRange(ping, 5, ping.length));
      assertThat(peer.next().integer("to")).hasValue(2);
    }
  }

  @Test
  void ourOwnHandshakeComingBackIsNotAnsweredButRemembered() throws IOException {
    try (TestPeer node = TestPeer.tls(new FolderService(SITE, folder))) {
      String id;
      try (ScriptedPeer first = ScriptedPeer.dial(node.port())) {
        id = first.handshake().text("peer_id");
      }
      assertThat(id).hasSize(20);
      try (ScriptedPeer mirror = ScriptedPeer.dial(node.port())) {
        Map<String, @Nullable Object> fields = ScriptedPeer.handshakeFields();
        fields.put("peer_id", id);
        fields.put("target_ip", "9.9.9.9");
        mirror.request("handshake", 0, fields);
        assertThat(mirror.isClosedByNode()).isTrue();
      }
      assertThat(node.network().isOurs(PeerAddress.parse("9.9.9.9:15441"))).isTrue();
    }
  }
}
