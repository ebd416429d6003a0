package zerobridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.codec.Message;
import zerobridge.crypto.CertificatePin;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.peer.Answer;
import zerobridge.peer.FolderService;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerSettings;
import zerobridge.peer.ScriptedPeer;
import zerobridge.peer.TestPeer;
import zerobridge.peer.TrackerAddress;

/** Trackers that are nodes, over real connections. */
class ZeroTrackerTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final SiteAddress OTHER = SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");
  private static final PeerSettings INTERNET =
      PeerSettings.onPort(0).withIpLocal(Set.of()).withBind(PeerAddress.ip("127.0.0.1"));

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final Threads threads = new Threads("test");
  private final Dialer dialer = new Dialer();
  private final Set<SiteAddress> served = ConcurrentHashMap.newKeySet();
  private final Map<SiteAddress, Set<String>> found = new ConcurrentHashMap<>();
  private Instant now = Instant.ofEpochSecond(1_700_000_000);

  ZeroTrackerTest() {
    dialer.allow(NetworkMode.loopbackOnly());
  }

  @AfterEach
  void close() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
    threads.close();
  }

  private TestPeer peer(PeerSettings settings) throws IOException {
    TestPeer peer = TestPeer.with(settings, new FolderService(SITE, folder), Clock.systemUTC());
    opened.add(peer);
    return peer;
  }

  private TrackerServer serving(TestPeer node) {
    TrackerServer server =
        new TrackerServer(
            folder.resolve("peers"),
            node.network(),
            threads,
            Clock.systemUTC(),
            new SecureRandom());
    server.start();
    opened.add(server);
    return server;
  }

  private Announcer announcer(TestPeer node, Map<HostKind, Integer> ports, String... urls) {
    Announcer.Reachability reachability =
        new Announcer.Reachability() {
          @Override
          public int openPort(HostKind family) {
            return ports.getOrDefault(family, 0);
          }

          @Override
          public boolean isOnline() {
            return true;
          }
        };
    Announcer.Listener listener =
        new Announcer.Listener() {
          @Override
          public void found(SiteAddress site, Tracker tracker, List<PeerAddress> peers) {
            peers.forEach(
                p ->
                    found
                        .computeIfAbsent(site, s -> ConcurrentHashMap.newKeySet())
                        .add(p.toString()));
          }

          @Override
          public Collection<SiteAddress> servedSites() {
            return served;
          }
        };
    InstantSource clock = () -> now;
    Announcer announcer =
        new Announcer(
            new Announcer.Ways(dialer, node.network()),
            threads,
            clock,
            new SecureRandom(),
            reachability,
            listener);
    announcer.setTrackers(TrackerList.of(Tracker.parseAll(Arrays.asList(urls))));
    opened.add(announcer);
    return announcer;
  }

  private static int announce(Announcer announcer, SiteAddress site, AnnounceMode mode)
      throws Exception {
    return announcer.announce(site, mode, true).get(60, TimeUnit.SECONDS);
  }

  private static @Nullable String error(Announcer announcer, String url) {
    return announcer.stats(SITE).getOrDefault(url, TrackerStatus.NEW).lastError();
  }

  private static String url(TestPeer tracker) {
    return "zero://127.0.0.1:" + tracker.port();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twoNodesFindEachOther(boolean strict) throws Exception {
    TestPeer tracker = peer(INTERNET.withStrictTls(strict));
    serving(tracker);
    Announcer first = announcer(peer(INTERNET), Map.of(HostKind.IPV4, 20_001), url(tracker));
    Announcer second = announcer(peer(INTERNET), Map.of(HostKind.IPV4, 20_002), url(tracker));
    assertThat(announce(first, SITE, AnnounceMode.START)).isEqualTo(1);
    assertThat(announce(second, SITE, AnnounceMode.START)).isEqualTo(1);
    assertThat(found).isEqualTo(Map.of(SITE, Set.of("127.0.0.1:20001")));
    assertThat(second.health().values()).extracting(TrackerHealth::latency).doesNotContainNull();
  }

  @Test
  void w01EachFamilyIsToldItsOwnPort() throws Exception {
    TestPeer tracker = peer(INTERNET.withBind(null));
    TrackerServer server = serving(tracker);
    String byName = "zero://localhost:" + tracker.port();
    Announcer announcer =
        announcer(peer(INTERNET), Map.of(HostKind.IPV4, 20_001, HostKind.IPV6, 20_002), byName);
    assertThat(announce(announcer, SITE, AnnounceMode.START)).isEqualTo(1);
    Set<String> expected = new HashSet<>(Set.of("127.0.0.1:20001"));
    for (InetAddress address : InetAddress.getAllByName("localhost")) {
      if (address instanceof Inet6Address) {
        expected.add("[::1]:20002");
      }
    }
    assertThat(server.peers().all())
        .extracting(kept -> kept.address().toString())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void thePinnedCertificateIsTaken() throws Exception {
    TestPeer tracker = peer(INTERNET);
    serving(tracker);
    TestPeer node = peer(INTERNET);
    String pinned = "zero://127.0.0.1#" + TestPeer.pin().hex() + ":" + tracker.port();
    assertThat(announce(announcer(node, Map.of(), pinned), SITE, AnnounceMode.START)).isEqualTo(1);
  }

  @Test
  void thePinHoldsWhereOtherwiseNothingIsEncrypted() throws Exception {
    TestPeer tracker = peer(INTERNET);
    TestPeer local = peer(PeerSettings.onPort(0).withBind(PeerAddress.ip("127.0.0.1")));
    PeerConnection connection =
        local
            .network()
            .connectTracker(
                new TrackerAddress("127.0.0.1", tracker.port(), HostKind.IPV4, TestPeer.pin()));
    assertThat(connection.isTls()).isTrue();
  }

  @Test
  void anotherCertificateEndsTheConnectionAndNothingIsSaidInClearText() throws Exception {
    TestPeer tracker = peer(INTERNET);
    serving(tracker);
    TestPeer node = peer(INTERNET);
    String wrong = "zero://127.0.0.1#" + "ab".repeat(32) + ":" + tracker.port();
    Announcer announcer = announcer(node, Map.of(), wrong);
    assertThat(announce(announcer, SITE, AnnounceMode.START)).isZero();
    assertThat(error(announcer, wrong))
        .isEqualTo("The tracker shows another certificate than the pinned one.");

    try (ServerSocket plain = ScriptedPeer.listen()) {
      TrackerAddress address =
          new TrackerAddress(
              "127.0.0.1",
              plain.getLocalPort(),
              HostKind.IPV4,
              new CertificatePin("ab".repeat(32)));
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connectTracker(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(plain)) {
        assertThat(peer.peekRaw(1)).as("a TLS hello").containsExactly(0x16);
      }
      assertThatThrownBy(() -> dialled.get(60, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
      plain.setSoTimeout(1);
      assertThatThrownBy(plain::accept)
          .as("no second attempt in clear text")
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void w16EveryTrackerConnectionHasAnIdOfItsOwn() throws Exception {
    TestPeer node = peer(INTERNET);
    Set<String> ids = new HashSet<>();
    try (ServerSocket server = ScriptedPeer.listen()) {
      for (int i = 0; i < 2; i++) {
        Message introduction = introduction(node, server);
        assertThat(introduction.flag("tracker_connection")).isTrue();
        ids.add(introduction.text("peer_id"));
      }
      try (ScriptedPeer asPeer = ScriptedPeer.dial(node.port())) {
        ids.add(asPeer.handshake().text("peer_id"));
      }
    }
    assertThat(ids).hasSize(3).allMatch(id -> id.startsWith("-UT3530-") && id.length() == 20);
  }

  private Message introduction(TestPeer node, ServerSocket server) throws Exception {
    TrackerAddress address =
        new TrackerAddress("127.0.0.1", server.getLocalPort(), HostKind.IPV4, null);
    CompletableFuture<PeerConnection> dialled =
        threads.call("dial", () -> node.network().connectTracker(address));
    try (ScriptedPeer peer = tlsRefusing(server)) {
      Message params = Objects.requireNonNull(peer.welcome().map("params"));
      dialled.get(60, TimeUnit.SECONDS).close("enough");
      return params;
    }
  }

  /** A tracker without TLS, as old programs are: hangs up on a hello, takes the next in clear. */
  private static ScriptedPeer tlsRefusing(ServerSocket server) throws IOException {
    ScriptedPeer peer = ScriptedPeer.accept(server);
    if (peer.peekRaw(1)[0] != 0x16) {
      return peer;
    }
    peer.close();
    return ScriptedPeer.accept(server);
  }

  @Test
  void theTrackerMayBeThisVeryNode() throws Exception {
    TestPeer node = peer(INTERNET);
    TrackerServer server = serving(node);
    Announcer announcer = announcer(node, Map.of(HostKind.IPV4, node.port()), url(node));
    assertThat(announce(announcer, SITE, AnnounceMode.START)).isEqualTo(1);
    assertThat(server.peers().all())
        .extracting(AnnouncedPeers.Kept::address)
        .containsExactly(node.address());
    assertThat(node.network().isOurs(node.address())).as("nothing learnt from it").isFalse();
  }

  @Test
  void oneConnectionServesAllSitesAndIsClosedWhenIdle() throws Exception {
    TestPeer tracker = peer(INTERNET);
    TestPeer node = peer(INTERNET);
    TrackerAddress address = new TrackerAddress("127.0.0.1", tracker.port(), HostKind.IPV4, null);
    try (TrackerConnections connections =
        new TrackerConnections(node.network(), threads, Duration.ofMillis(50))) {
      PeerConnection first;
      try (TrackerConnections.Use one = connections.open(address);
          TrackerConnections.Use two = connections.open(address)) {
        first = one.connection();
        assertThat(two.connection()).isSameAs(first);
        assertThat(node.network().connections()).hasSize(1);
        assertThat(node.network().find(tracker.address())).as("not as a peer").isEmpty();
      }
      awaitClosed(first);
      try (TrackerConnections.Use later = connections.open(address)) {
        assertThat(later.connection()).isNotSameAs(first);
      }
    }
  }

  /** Asks until the connection refuses; each answer is waited for, so nothing spins. */
  private static void awaitClosed(PeerConnection connection) throws Exception {
    boolean closed = false;
    while (!closed) {
      closed =
          connection
              .request("ping", Map.of())
              .handle((answer, fault) -> fault != null)
              .get(60, TimeUnit.SECONDS);
    }
    assertThat(connection.endReason()).isEqualTo("The tracker is not needed now.");
  }

  @Test
  void allSitesAreAnnouncedTogetherEveryQuarterOfAnHour() throws Exception {
    TestPeer tracker = peer(INTERNET);
    TrackerServer server = serving(tracker);
    Announcer announcer = announcer(peer(INTERNET), Map.of(HostKind.IPV4, 20_001), url(tracker));
    served.addAll(List.of(SITE, OTHER));
    assertThat(announce(announcer, SITE, AnnounceMode.STARTUP)).isEqualTo(1);
    assertThat(server.peers().entryCount()).isEqualTo(2);
    assertThat(announce(announcer, OTHER, AnnounceMode.STARTUP)).as("told already").isZero();
    assertThat(announce(announcer, OTHER, AnnounceMode.MORE)).as("looks for peers").isEqualTo(1);

    SiteAddress added = SiteAddress.parse("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");
    served.add(added);
    assertThat(announce(announcer, added, AnnounceMode.STARTUP)).as("new since").isEqualTo(1);
    assertThat(server.peers().entryCount()).isEqualTo(3);

    served.remove(SITE);
    now = now.plus(Duration.ofMinutes(15));
    assertThat(announce(announcer, OTHER, AnnounceMode.UPDATE)).isEqualTo(1);
    assertThat(server.peers().entryCount()).as("what is served no more is forgotten").isEqualTo(2);
  }

  @Test
  void whatIsAnnouncedAtTheSameTimeIsAnnouncedOnce() throws Exception {
    TestPeer tracker = peer(INTERNET);
    serving(tracker);
    AtomicInteger asked = new AtomicInteger();
    CompletableFuture<Void> all = new CompletableFuture<>();
    tracker
        .network()
        .serve(
            "announce",
            (from, params) -> {
              asked.incrementAndGet();
              return all.thenApply(
                  done -> new Answer.Fields(Map.of("peers", List.of(Map.of("ip4", List.of())))));
            });
    Announcer announcer = announcer(peer(INTERNET), Map.of(HostKind.IPV4, 20_001), url(tracker));
    served.addAll(List.of(SITE, OTHER));
    CompletableFuture<Integer> first = announcer.announce(SITE, AnnounceMode.STARTUP, false);
    CompletableFuture<Integer> second = announcer.announce(OTHER, AnnounceMode.STARTUP, false);
    CompletableFuture.anyOf(first, second).get(60, TimeUnit.SECONDS);
    all.complete(null);
    CompletableFuture.allOf(first, second).get(60, TimeUnit.SECONDS);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNodeThatEncryptsWhatIsLocalForUsIsUnderstood() throws Exception {
    TestPeer tracker = peer(INTERNET);
    serving(tracker);
    TestPeer local = peer(PeerSettings.onPort(0).withBind(PeerAddress.ip("127.0.0.1")));
    assertThat(announce(announcer(local, Map.of(), url(tracker)), SITE, AnnounceMode.START))
        .isEqualTo(1);
  }

  @Test
  void nonsenseIsAnErrorOfTheTracker() throws Exception {
    TestPeer noTracker = peer(INTERNET);
    Announcer announcer = announcer(peer(INTERNET), Map.of(), url(noTracker));
    assertThat(announce(announcer, SITE, AnnounceMode.START)).isZero();
    assertThat(error(announcer, url(noTracker))).isEqualTo("Unknown command: announce");
    noTracker
        .network()
        .serve(
            "announce", (from, params) -> CompletableFuture.completedFuture(Answer.ok("Welcome")));
    assertThat(announce(announcer, SITE, AnnounceMode.START)).isZero();
    assertThat(error(announcer, url(noTracker))).isEqualTo("The answer to announce has no peers.");
  }
}
