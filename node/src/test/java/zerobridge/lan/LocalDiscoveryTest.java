package zerobridge.lan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.NetworkRefusedException;
import zerobridge.net.PeerAddress;
import zerobridge.net.UdpPort;

/** Nodes of ours and one that speaks like 0.7.2, on loopback. */
class LocalDiscoveryTest {
  private static final SiteAddress SHARED = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final SiteAddress OURS = SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");
  private static final SiteAddress THEIRS = SiteAddress.parse("1UDbADib99KE9d3qZ87NqJF2QLTHmMkoV");

  private final Threads threads = new Threads("lan-test");
  private final Dialer dialer = new Dialer();
  private final List<AutoCloseable> open = new ArrayList<>();

  LocalDiscoveryTest() {
    dialer.allow(NetworkMode.loopbackOnly());
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    threads.close();
  }

  record Found(SiteAddress site, PeerAddress peer) {}

  /** A node of ours with what it has found. */
  private final class Node {
    final BlockingQueue<Found> found = new LinkedBlockingQueue<>();
    final LocalDiscovery discovery;

    Node(int peerPort, List<SiteAddress> sites, int... everybody) throws IOException {
      LanSettings settings =
          new LanSettings(
              InetAddress.getLoopbackAddress(),
              0,
              Arrays.stream(everybody).mapToObj(LocalDiscoveryTest::at).toList(),
              () -> peerPort,
              () -> sites,
              (site, peer) -> found.add(new Found(site, peer)));
      discovery = LocalDiscovery.start(settings, dialer, threads, Clock.systemUTC());
      open.add(discovery);
    }

    Found next() throws InterruptedException {
      Found next = found.poll(10, TimeUnit.SECONDS);
      assertThat(next).as("somebody was found").isNotNull();
      return next;
    }
  }

  private static InetSocketAddress at(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Datagrams by hand, as of a node of 0.7.2. */
  private final class Hand implements AutoCloseable {
    final UdpPort port = dialer.udpPort(InetAddress.getLoopbackAddress(), 0, false);
    final LanMessage.Sender self =
        new LanMessage.Sender("-UT3530-CliPeerId001", 15_442, port.port(), 4555);

    Hand() throws IOException {
      open.add(this);
    }

    void say(LocalDiscovery to, String cmd, Map<String, Object> params) throws IOException {
      port.send(new LanMessage(cmd, Message.of(params), self).encode(), at(to.port()));
    }

    LanMessage hear() throws IOException {
      DatagramPacket packet = port.receive(LanMessage.MAX_BYTES + 1);
      return LanMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    void list(LocalDiscovery to, SiteAddress... sites) throws IOException {
      Map<String, Object> params = new LinkedHashMap<>();
      params.put("sites_changed", 1_700_000_000L);
      params.put("sites", Arrays.stream(sites).map(SiteAddress::sha256).toList());
      say(to, LanMessage.LIST, params);
    }

    @Override
    public void close() {
      port.close();
    }
  }

  @Test
  void twoOfOursFindEachOtherForTheSiteThatOneLooksFor() throws Exception {
    Node there = new Node(40_001, List.of(SHARED, THEIRS));
    Node here = new Node(40_002, List.of(SHARED, OURS), there.discovery.port());

    var unused = here.discovery.look(SHARED);

    assertThat(here.next()).isEqualTo(new Found(SHARED, PeerAddress.of("127.0.0.1", 40_001)));
    assertThat(there.next()).isEqualTo(new Found(SHARED, PeerAddress.of("127.0.0.1", 40_002)));
    assertThat(here.found).isEmpty();
  }

  @Test
  void w28ANodeOfOursLearnsOnlyOfSitesThatItNames() throws Exception {
    Hand asker = new Hand();
    Node here = new Node(40_001, List.of(SHARED, OURS));
    byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
    Map<String, Object> params = new LinkedHashMap<>();
    List<Integer> wanted = List.copyOf(SiteMarks.of(salt, List.of(SHARED, THEIRS)).keySet());
    SiteMarks.write(params, "want", salt, wanted);

    asker.say(here.discovery, LanMessage.DISCOVER, params);

    LanMessage answer = asker.hear();
    assertThat(answer.cmd()).isEqualTo(LanMessage.HERE);
    assertThat(Objects.requireNonNull(SiteMarks.read(answer.params(), "have")).marks())
        .containsExactlyElementsOf(SiteMarks.of(salt, List.of(SHARED)).keySet());
  }

  @Test
  void w28AListIsAnsweredWithWhatBothHaveAndNothingElse() throws Exception {
    Hand old = new Hand();
    Node here = new Node(40_001, List.of(SHARED, OURS));
    old.say(here.discovery, LanMessage.DISCOVER, Map.of());
    assertThat(old.hear().cmd()).isEqualTo(LanMessage.HERE);
    assertThat(old.hear().cmd()).isEqualTo(LanMessage.LIST_REQUEST);

    old.list(here.discovery, SHARED, THEIRS);

    assertThat(here.next()).isEqualTo(new Found(SHARED, PeerAddress.of("127.0.0.1", 15_442)));
    assertThat(old.hear().sites()).containsExactly(SHARED.sha256());
    old.say(here.discovery, LanMessage.LIST_REQUEST, Map.of());
    assertThat(old.hear().sites()).containsExactly(SHARED.sha256());
  }

  @Test
  void w28WhoNamesNothingIsToldNothing() throws Exception {
    Hand old = new Hand();
    Node here = new Node(40_001, List.of(SHARED, OURS));

    old.say(here.discovery, LanMessage.LIST_REQUEST, Map.of());
    assertThat(old.hear().cmd()).isEqualTo(LanMessage.LIST_REQUEST);
    old.list(here.discovery, THEIRS);
    old.say(here.discovery, LanMessage.LIST_REQUEST, Map.of());
    old.say(here.discovery, LanMessage.DISCOVER, Map.of());

    assertThat(old.hear().cmd()).as("nothing before this").isEqualTo(LanMessage.HERE);
  }

  @Test
  void aListThatNobodyAskedForIsNotBelieved() throws Exception {
    Hand old = new Hand();
    Node here = new Node(40_001, List.of(SHARED));

    old.list(here.discovery, SHARED);
    old.say(here.discovery, LanMessage.DISCOVER, Map.of());
    old.hear();

    assertThat(here.found).isEmpty();
  }

  @Test
  void theAnswerTo072HasItsForm() throws Exception {
    JsonObject golden =
        Vectors.cases(Vectors.json("peer/announce_local.json").getAsJsonObject().get("vectors"))
            .findFirst()
            .orElseThrow();
    LanMessage sent =
        LanMessage.parse(HexFormat.of().parseHex(golden.get("sent_hex").getAsString()));
    Hand old = new Hand();
    Node here = new Node(15_441, List.of(SHARED));
    old.port.send(
        new LanMessage(sent.cmd(), sent.params(), old.self).encode(), at(here.discovery.port()));

    LanMessage answer = old.hear();

    JsonObject expected =
        golden.getAsJsonArray("received").get(0).getAsJsonObject().getAsJsonObject("decoded");
    assertThat(answer.cmd()).isEqualTo(expected.get("cmd").getAsString());
    assertThat(answer.params().fields().keySet().toString())
        .isEqualTo(expected.getAsJsonObject("params").keySet().toString());
    assertThat(answer.params().integer("sites_changed")).isPresent();
    assertThat(answer.sender().port()).isEqualTo(15_441);
    assertThat(answer.sender().peerId()).startsWith("-UT3530-").hasSize(20);
  }

  /** It takes the bytes of every field that it doesn't know for UTF-8, and else drops it all. */
  @Test
  void whatWeAddIsTextFor072() throws Exception {
    Hand everybody = new Hand();
    Node here = new Node(40_001, List.of(SHARED), everybody.port.port());

    var unused = here.discovery.look(SHARED);

    Message added = Objects.requireNonNull(everybody.hear().params().map("zb"));
    assertThat(added.fields().values()).hasSize(2).hasOnlyElementsOfType(String.class);
  }

  @Test
  void sitesWantedTogetherAreNamedInOneDatagram() throws Exception {
    Hand everybody = new Hand();
    Node here = new Node(40_001, List.of(SHARED, OURS), everybody.port.port());

    var unused = List.of(here.discovery.look(SHARED), here.discovery.look(OURS));

    assertThat(Objects.requireNonNull(SiteMarks.read(everybody.hear().params(), "want")).marks())
        .hasSize(2);
  }

  @Test
  void w31NothingIsHeardOrSentWhereDatagramsWouldBetrayThePerson() {
    dialer.allow(NetworkMode.offline());

    assertThatThrownBy(() -> new Node(40_001, List.of(SHARED)))
        .isInstanceOf(NetworkRefusedException.class);
  }
}
