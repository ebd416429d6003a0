package zerobridge.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Bencode;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.NetworkRefusedException;
import zerobridge.net.PeerAddress;
import zerobridge.net.Route;
import zerobridge.net.UdpPort;

/** Real nodes of the DHT on loopback, and what they do with strangers' datagrams. */
class DhtTest {
  private static final SiteAddress SITE = SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");

  @TempDir Path folder;

  private final Threads threads = new Threads("dht-test");
  private final Dialer dialer = new Dialer();
  private final AtomicInteger files = new AtomicInteger();
  private final List<AutoCloseable> open = new ArrayList<>();

  DhtTest() {
    dialer.allow(NetworkMode.loopbackOnly());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    threads.close();
  }

  private Dht node(int announcedPort, BootstrapNode... entries) throws IOException {
    return node(folder.resolve(files.incrementAndGet() + ".json"), announcedPort, entries);
  }

  private Dht node(Path state, int announcedPort, BootstrapNode... entries) throws IOException {
    DhtSettings settings =
        new DhtSettings(
            state,
            InetAddress.getLoopbackAddress(),
            0,
            List.of(entries),
            family -> family == HostKind.IPV4 ? announcedPort : 0);
    Dht made = Dht.start(settings, dialer, threads, Clock.systemUTC());
    open.add(made);
    return made;
  }

  private static BootstrapNode entry(Dht node) {
    return new BootstrapNode("127.0.0.1", node.port());
  }

  private static Set<PeerAddress> find(Dht node) throws Exception {
    Set<PeerAddress> found = ConcurrentHashMap.newKeySet();
    node.find(SITE, found::addAll).get(20, TimeUnit.SECONDS);
    return found;
  }

  @Test
  void twoOfThirtyNodesFindEachOtherKnowingOnlyOneEntry() throws Exception {
    Dht first = node(40_000);
    List<Dht> others = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      others.add(node(40_000 + i, entry(first)));
    }

    find(others.get(3));

    PeerAddress announced = PeerAddress.parse("127.0.0.1:40004");
    await(() -> find(others.get(27)).contains(announced));
  }

  @Test
  void aNodeBehindAClosedPortFindsButIsNotFound() throws Exception {
    Dht first = node(40_000);
    Dht passive = node(0, entry(first));
    Dht seeker = node(40_002, entry(first));

    find(passive);
    find(seeker);

    await(() -> find(passive).contains(PeerAddress.parse("127.0.0.1:40002")));
    assertThat(find(seeker)).allMatch(peer -> peer.port() == 40_002);
    assertThat(first.nodes(HostKind.IPV4)).as("only the seeker is remembered").isEqualTo(1);
  }

  @Test
  void whatIsKnownServesTheNextRun() throws Exception {
    Dht first = node(40_000);
    Path state = folder.resolve("kept.json");
    Dht second = node(state, 40_001, entry(first));
    find(second);
    second.close();

    Dht again = node(state, 40_001);

    find(again);

    assertThat(again.nodes(HostKind.IPV4)).isEqualTo(1);
    assertThat(Files.readString(state)).contains("127.0.0.1:" + first.port());
  }

  @Test
  void aDamagedStateIsAsGoodAsNone() throws Exception {
    Path state =
        Files.writeString(
            folder.resolve("kept.json"), "{\"ipv4\": {\"id\": 7, \"nodes\": [{}, \"x\"]}}");

    assertThat(node(state, 40_001).nodes(HostKind.IPV4)).isZero();
  }

  @Test
  void w31NoSocketIsOpenedWhereDatagramsWouldBetrayThePerson() {
    for (NetworkMode mode : List.of(NetworkMode.offline(), new NetworkMode(new Proxy(), null))) {
      dialer.allow(mode);

      assertThatThrownBy(() -> node(40_000)).isInstanceOf(NetworkRefusedException.class);
    }
  }

  @Test
  void w31AnOpenSocketFallsSilentWhenTheModeChanges() throws Exception {
    UdpPort port = dialer.udpPort(InetAddress.getLoopbackAddress(), 0, false);
    open.add(port);
    dialer.allow(new NetworkMode(new Proxy(), null));

    assertThatThrownBy(() -> port.send(new byte[1], at(port.port())))
        .isInstanceOf(NetworkRefusedException.class);
  }

  /** As Tor's: datagrams don't pass. */
  private static final class Proxy implements Route {
    @Override
    public java.net.Socket connect(String host, int port, Duration timeout) throws IOException {
      throw new IOException("not in this test");
    }

    @Override
    public boolean allowsDatagrams() {
      return false;
    }
  }

  @Test
  void aQueryIsAnsweredAsInTheProposal() throws Exception {
    Dht node = node(40_000);

    Map<String, Object> answer =
        ask(node, "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe");

    assertThat(text(answer, "t")).isEqualTo("aa");
    assertThat(text(answer, "y")).isEqualTo("r");
    assertThat((byte[]) inner(answer, "r").get("id")).hasSize(20);
    assertThat((byte[]) answer.get("ip")).hasSize(6);
  }

  @Test
  void peersAreGivenWithATokenAndAnAnnounceNeedsIt() throws Exception {
    Dht node = node(40_000);
    String id = "d1:ad2:id20:abcdefghij0123456789";
    String hash = "9:info_hash20:mnopqrstuvwxyz123456";

    Map<String, Object> first = inner(ask(node, id + hash + "e1:q9:get_peers1:t2:aa1:y1:qe"), "r");
    assertThat(first).containsKeys("token", "nodes").doesNotContainKey("values");
    byte[] token = (byte[]) first.get("token");

    Map<String, Object> refused =
        ask(node, id + hash + "4:porti6881e5:token8:wrongonee1:q13:announce_peer1:t2:aa1:y1:qe");
    assertThat((List<?>) refused.get("e")).first().isEqualTo(203L);

    Map<String, Object> args =
        Map.of(
            "id",
            "abcdefghij0123456789",
            "info_hash",
            "mnopqrstuvwxyz123456",
            "port",
            6881,
            "token",
            token);
    Map<String, Object> accepted =
        exchange(
            node, Bencode.encode(Map.of("t", "aa", "y", "q", "q", "announce_peer", "a", args)));
    assertThat(text(accepted, "y")).isEqualTo("r");

    Map<String, Object> then = inner(ask(node, id + hash + "e1:q9:get_peers1:t2:aa1:y1:qe"), "r");
    assertThat(then.get("values"))
        .asInstanceOf(InstanceOfAssertFactories.LIST)
        .first(InstanceOfAssertFactories.BYTE_ARRAY)
        .isEqualTo(new byte[] {127, 0, 0, 1, 0x1a, (byte) 0xe1});
  }

  @Test
  void anUnknownMethodIsRefusedInTheProposalsWords() throws Exception {
    Map<String, Object> answer =
        ask(node(40_000), "d1:ad2:id20:abcdefghij0123456789e1:q4:what1:t2:aa1:y1:qe");

    assertThat((List<?>) answer.get("e")).first().isEqualTo(204L);
  }

  @Test
  void theNodesOfAFamilyAreNamedWhenTheyAreWanted() throws Exception {
    String query =
        "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz1234564:wantl2:n62:n4ee"
            + "1:q9:find_node1:t2:aa1:y1:qe";

    assertThat(inner(ask(node(40_000), query), "r")).containsKeys("nodes", "nodes6");
  }

  @Test
  void garbageIsNotAnsweredAndHarmsNothing() throws Exception {
    Dht node = node(40_000);
    try (UdpPort port = dialer.udpPort(InetAddress.getLoopbackAddress(), 0, false)) {
      for (String bad :
          List.of("", "d", "le", "d1:t2:aa1:y1:qe", "d1:rd2:id2:xxe1:t4:aaaa1:y1:re", "i9e")) {
        port.send(bad.getBytes(StandardCharsets.ISO_8859_1), at(node.port()));
      }
    }

    assertThat(text(ask(node, "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:bb1:y1:qe"), "t"))
        .isEqualTo("bb");
  }

  @Test
  void anAnswerCountsOnlyFromWhoWasAsked() throws Exception {
    try (UdpPort silent = dialer.udpPort(InetAddress.getLoopbackAddress(), 0, false);
        UdpPort liar = dialer.udpPort(InetAddress.getLoopbackAddress(), 0, false)) {
      Dht node = node(40_000, new BootstrapNode("127.0.0.1", silent.port()));
      DatagramPacket query = silent.receive(2000);
      Map<String, Object> asked = decode(query);
      byte[] answer =
          Bencode.encode(
              Map.of(
                  "t",
                  (byte[]) asked.get("t"),
                  "y",
                  "r",
                  "r",
                  Map.of("id", "abcdefghij0123456789")));

      liar.send(answer, at(node.port()));
      // What follows was received after it.
      ask(node, "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa2:roi1e1:y1:qe");
      assertThat(node.nodes(HostKind.IPV4)).isZero();

      silent.send(answer, at(node.port()));
      ask(node, "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa2:roi1e1:y1:qe");
      assertThat(node.nodes(HostKind.IPV4)).isEqualTo(1);
    }
  }

  private Map<String, Object> ask(Dht node, String query) throws IOException {
    return exchange(node, query.getBytes(StandardCharsets.ISO_8859_1));
  }

  private Map<String, Object> exchange(Dht node, byte[] query) throws IOException {
    try (UdpPort port = dialer.udpPort(InetAddress.getLoopbackAddress(), 0, false)) {
      port.send(query, at(node.port()));
      while (true) {
        Map<String, Object> answer = decode(port.receive(2000));
        if (!text(answer, "y").equals("q")) {
          return answer;
        }
      }
    }
  }

  private static Map<String, Object> decode(DatagramPacket packet) throws IOException {
    return Bencode.decodeDictionary(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static String text(Map<String, Object> message, String key) {
    return new String((byte[]) message.get(key), StandardCharsets.ISO_8859_1);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> inner(Map<String, Object> message, String key) {
    return (Map<String, Object>) Objects.requireNonNull(message.get(key));
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  /** Asks again until the nodes have got that far; every condition asks nodes something. */
  private static void await(Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
    }
  }
}
