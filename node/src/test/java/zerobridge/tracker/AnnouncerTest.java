package zerobridge.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zerobridge.codec.Bencode;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.net.Route;
import zerobridge.tracker.AnnounceRequest.Event;

class AnnouncerTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final PeerAddress NEAR = PeerAddress.parse("127.0.0.1:15441");
  private static final PeerAddress FAR = PeerAddress.parse("9.8.7.6:15441");
  private static final long PATIENCE_SECONDS = 60;

  private final Threads threads = new Threads("test");
  private final Dialer dialer = new Dialer();
  private final BlockingQueue<List<PeerAddress>> found = new LinkedBlockingQueue<>();
  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private volatile boolean online = true;
  private FakeTracker fake;
  private Announcer announcer;

  @BeforeEach
  void open() throws IOException {
    dialer.allow(NetworkMode.loopbackOnly());
    fake = new FakeTracker(threads);
    announcer = announcer(Map.of(HostKind.IPV4, 15441));
  }

  @AfterEach
  void close() throws IOException {
    announcer.close();
    fake.close();
    threads.close();
  }

  private Announcer announcer(Map<HostKind, Integer> ports) {
    Announcer.Reachability reachability =
        new Announcer.Reachability() {
          @Override
          public int openPort(HostKind family) {
            return ports.getOrDefault(family, 0);
          }

          @Override
          public boolean isOnline() {
            return online;
          }
        };
    InstantSource clock = () -> now;
    return new Announcer(
        dialer,
        threads,
        clock,
        new SecureRandom(),
        reachability,
        (site, tracker, peers) -> found.add(peers));
  }

  private int announce(AnnounceMode mode, boolean force) throws Exception {
    return announcer.announce(SITE, mode, force).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private void trackers(String... urls) {
    announcer.setTrackers(TrackerList.of(Tracker.parseAll(List.of(urls))));
  }

  @Test
  void asksAllAndHearsOfThePeersThatCanBeDialled() throws Exception {
    byte[] peers = {9, 8, 7, 6, 0x3c, 0x51, 1, 1, 1, 1, 0, 1, 1, 1, 1, 2, 0, 0};
    fake.answerUdp(peers);
    fake.answerHttp(
        Bencode.encode(
            Map.of(
                "peers",
                List.of(
                    Map.of("ip", "127.0.0.1", "port", 15441),
                    Map.of("ip", "example.org", "port", 15441)))));
    trackers(fake.udpUrl(), fake.httpUrl());
    assertThat(announce(AnnounceMode.START, false)).isEqualTo(2);
    assertThat(List.of(found.take(), found.take()))
        .containsExactlyInAnyOrder(List.of(FAR), List.of(NEAR));
    assertThat(announcer.stats(SITE).values())
        .extracting(TrackerStatus::state)
        .containsOnly(TrackerStatus.State.ANNOUNCED);
  }

  @Test
  void tellsThePortOnlyIfItIsOpen() throws Exception {
    trackers(fake.httpUrl());
    announce(AnnounceMode.START, false);
    assertThat(fake.requests().take()).contains("&port=15441&", "&event=started");
    announcer.close();
    announcer = announcer(Map.of());
    trackers(fake.httpUrl());
    announce(AnnounceMode.START, false);
    assertThat(fake.requests().take()).as("the farewell").contains("&event=stopped");
    assertThat(fake.requests().take()).contains("&port=1&");
  }

  @Test
  void w24SaysStartedOnceAndStoppedInTheEnd() throws Exception {
    trackers(fake.httpUrl());
    announce(AnnounceMode.START, false);
    announce(AnnounceMode.UPDATE, true);
    announcer.stopped(SITE).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(fake.requests().take()).contains("&event=started");
    assertThat(fake.requests().take()).doesNotContain("&event=");
    assertThat(fake.requests().take()).contains("&event=stopped");
  }

  @Test
  void w24LeavesTrackersInPeaceAsTheyWishUnlessForced() throws Exception {
    trackers(fake.httpUrl());
    assertThat(announce(AnnounceMode.START, false)).isEqualTo(1);
    now = now.plusSeconds(29);
    assertThat(announce(AnnounceMode.MORE, false)).as("30 s rule").isZero();
    now = now.plusSeconds(2);
    assertThat(announce(AnnounceMode.MORE, false)).as("interval of 60 s").isZero();
    assertThat(announce(AnnounceMode.MORE, true)).isEqualTo(1);
    now = now.plusSeconds(61);
    assertThat(announce(AnnounceMode.MORE, false)).isEqualTo(1);
  }

  @Test
  void restsATrackerThatFailsAgainAndAgain() throws Exception {
    fake.answerHttp("d14:failure reason9:not todaye".getBytes(ISO_8859_1));
    trackers(fake.httpUrl());
    for (int i = 0; i < 6; i++) {
      assertThat(announce(AnnounceMode.START, true)).isZero();
    }
    TrackerStatus status = announcer.stats(SITE).getOrDefault(fake.httpUrl(), TrackerStatus.NEW);
    assertThat(status.toJson().get("last_error").getAsString())
        .isEqualTo("The tracker refuses: not today");
    assertThat(status.counts()).isEqualTo(new TrackerStatus.Counts(6, 0, 6));
    fake.requests().clear();
    now = now.plusSeconds(60);
    assertThat(announce(AnnounceMode.START, false)).isZero();
    assertThat(fake.requests()).isEmpty();
    now = now.plusSeconds(6 * 60);
    announce(AnnounceMode.START, false);
    assertThat(fake.requests()).hasSize(1);
  }

  @Test
  void goesOnToTheNextWhenTheOneInTurnFails() throws Exception {
    fake.answerUdp(packet -> FakeTracker.error(packet, "no"));
    trackers(fake.udpUrl(), fake.httpUrl());
    assertThat(announce(AnnounceMode.MORE, false)).isEqualTo(1);
    assertThat(fake.packets()).hasSize(1);
    assertThat(fake.requests()).hasSize(1);
  }

  @Test
  void w23WithoutTrackersOrModeNothingLeaves() throws Exception {
    assertThat(announce(AnnounceMode.START, true)).isZero();
    dialer.allow(NetworkMode.offline());
    trackers(fake.udpUrl(), fake.httpUrl());
    assertThat(announce(AnnounceMode.START, true)).isZero();
    assertThat(fake.packets()).isEmpty();
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void aTrackerCannotSendUsIntoTheLocalNetwork() throws Exception {
    Answer answer =
        HttpAnnounce.answer("d5:peers12:\u007f\0\0\1<Q\t\10\7\6<Qe".getBytes(ISO_8859_1));
    assertThat(answer.peers()).containsExactly(NEAR, FAR);
    assertThat(TrackerTalk.dialable(Tracker.parse("http://tracker.example/"), answer.peers()))
        .containsExactly(FAR);
    assertThat(TrackerTalk.dialable(Tracker.parse("http://127.0.0.1/"), answer.peers()))
        .containsExactly(NEAR, FAR);
  }

  @Test
  void w01ATrackerGivenByNameIsToldThePort() throws Exception {
    trackers(fake.httpUrl().replace("127.0.0.1", "localhost"));
    assertThat(announce(AnnounceMode.START, false)).isEqualTo(1);
    assertThat(fake.requests().take()).contains("&port=15441&");
  }

  @Test
  void w16TrackersCannotConnectWhatTheySee() throws Exception {
    SiteAddress other = SiteAddress.parse("1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D");
    try (FakeTracker second = new FakeTracker(threads)) {
      trackers(fake.httpUrl(), second.httpUrl());
      announce(AnnounceMode.START, true);
      announce(AnnounceMode.START, true);
      announcer.announce(other, AnnounceMode.START, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      String first = identity(fake.requests().take());
      assertThat(identity(fake.requests().take())).as("the same site again").isEqualTo(first);
      String otherSite = identity(fake.requests().take());
      String otherTracker = identity(second.requests().take());
      assertThat(List.of(first, otherSite, otherTracker)).doesNotHaveDuplicates();
    }
  }

  private static String identity(String request) {
    return request.replaceAll(".*&(peer_id=[^&]*)&.*&(key=[0-9a-f]*).*", "$1 $2");
  }

  @Test
  void w24EveryFormOfAnswerIsRead() throws Exception {
    byte[] six = new byte[18];
    six[0] = 0x20;
    six[1] = 1;
    six[15] = 7;
    six[16] = 0x3c;
    six[17] = 0x51;
    byte[] body =
        Bencode.encode(
            Map.of(
                "interval",
                900,
                "min interval",
                600,
                "peers",
                List.of(Map.of("ip", "9.8.7.6", "port", 15441)),
                "peers6",
                six));
    Answer answer = HttpAnnounce.answer(body);
    assertThat(answer.peers()).containsExactly(FAR, PeerAddress.parse("[2001::7]:15441"));
    assertThat(answer.pause()).isEqualTo(Duration.ofMinutes(10));
    ByteBuffer datagram =
        ByteBuffer.allocate(38).putInt(1).putInt(5).putInt(1800).putLong(0).put(six).flip();
    assertThat(UdpPackets.announced(datagram, PeerLists.IPV6_BYTES).peers())
        .containsExactly(PeerAddress.parse("[2001::7]:15441"));
    assertThatThrownBy(() -> HttpAnnounce.answer("d14:failure reason4:fulle".getBytes(ISO_8859_1)))
        .hasMessage("The tracker refuses: full");
  }

  @Test
  void w24AnHttpsTrackerNeedsNoPortAndASpaceIsNoPlus() {
    HttpTracker tracker = (HttpTracker) Tracker.parse("https://tracker.example/announce");
    assertThat(tracker.port()).isEqualTo(443);
    SiteAddress site = siteWithSpace();
    AnnounceRequest request = new AnnounceRequest(site, "-UT3530-x", 1, 0, 1, Event.NONE);
    assertThat(HttpAnnounce.uri(tracker, request).toString())
        .startsWith("https://tracker.example:443/announce?info_hash=")
        .contains("%20")
        .doesNotContain("+");
  }

  /** One whose SHA-1 has the byte of a space. */
  private static SiteAddress siteWithSpace() {
    for (int i = 0; ; i++) {
      SiteAddress site = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCC" + (10_000 + i));
      for (byte b : site.sha1()) {
        if (b == ' ') {
          return site;
        }
      }
    }
  }

  @Test
  void w24AConnectionIdIsUsedForAMinute() throws Exception {
    fake.answerUdp(new byte[0]);
    trackers(fake.udpUrl());
    announce(AnnounceMode.START, true);
    announce(AnnounceMode.START, true);
    assertThat(fake.packets()).as("connect, announce, announce").hasSize(3);
    now = now.plusSeconds(60);
    announce(AnnounceMode.START, true);
    assertThat(fake.packets()).as("connect, announce").hasSize(5);
  }

  @Test
  void w24AConnectionIdThatIsRefusedIsAskedForAgain() throws Exception {
    fake.answerUdp(new byte[0]);
    trackers(fake.udpUrl());
    announce(AnnounceMode.START, true);
    fake.answerUdp(
        packet ->
            fake.packets().size() == 3
                ? FakeTracker.error(packet, "Connection ID mismatch")
                : FakeTracker.honest(packet, new byte[0]));
    assertThat(announce(AnnounceMode.START, true)).isEqualTo(1);
    assertThat(fake.packets()).hasSize(5);
  }

  @Test
  void throughAProxyNoDatagramsAreTried() throws Exception {
    dialer.allow(
        new NetworkMode(
            new Route() {
              @Override
              public Socket connect(String host, int port, Duration timeout) throws IOException {
                return new Socket(host, port);
              }

              @Override
              public boolean allowsDatagrams() {
                return false;
              }
            },
            null));
    trackers(fake.udpUrl(), fake.httpUrl());
    assertThat(announce(AnnounceMode.START, true)).isEqualTo(1);
    assertThat(fake.packets()).isEmpty();
    assertThat(announcer.stats(SITE)).containsOnlyKeys(fake.httpUrl());
  }

  @Test
  void withoutANetworkNothingIsBlamedOnATracker() throws Exception {
    online = false;
    fake.answerHttp("nonsense".getBytes(ISO_8859_1));
    trackers(fake.httpUrl());
    for (int i = 0; i < 7; i++) {
      announce(AnnounceMode.START, true);
    }
    assertThat(announcer.health().values()).extracting(TrackerHealth::errors).containsExactly(0);
  }

  @Test
  void announcingWaitsForNobody() throws Exception {
    CompletableFuture<Void> hold = new CompletableFuture<>();
    fake.answerUdp(
        packet -> {
          hold.join();
          return new byte[0];
        });
    trackers(fake.udpUrl());
    CompletableFuture<Integer> answer = announcer.announce(SITE, AnnounceMode.START, true);
    assertThat(fake.packets().take().remaining()).isEqualTo(16);
    assertThat(answer).as("the call came back while the tracker is silent").isNotDone();
    hold.complete(null);
  }
}
