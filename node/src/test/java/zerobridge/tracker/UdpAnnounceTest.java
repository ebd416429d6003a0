package zerobridge.tracker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.tracker.AnnounceRequest.Event;

/** One exchange with a tracker that loses, mixes up or refuses what it is sent. */
class UdpAnnounceTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final PeerAddress NEAR = PeerAddress.parse("127.0.0.1:15441");

  private final Threads threads = new Threads("test");
  private final Dialer dialer = new Dialer();
  private final Instant now = Instant.ofEpochSecond(1_700_000_000);
  private FakeTracker fake;

  @BeforeEach
  void open() throws IOException {
    dialer.allow(NetworkMode.loopbackOnly());
    fake = new FakeTracker(threads);
  }

  @AfterEach
  void close() throws IOException {
    fake.close();
    threads.close();
  }

  @Test
  void w24SendsALostDatagramAgainAndIgnoresStrangers() throws Exception {
    byte[] peers = {127, 0, 0, 1, 0x3c, 0x51};
    fake.answerUdp(
        packet -> {
          if (fake.packets().size() == 1) {
            return new byte[0];
          }
          byte[] answer = FakeTracker.honest(packet, peers);
          if (fake.packets().size() == 2) {
            // Another transaction: must be ignored, as if nothing had come.
            answer[7]++;
          }
          return answer;
        });
    List<Duration> patience =
        List.of(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(20));
    UdpAnnounce udp = new UdpAnnounce(dialer, () -> now, new SecureRandom(), patience);
    UdpTracker tracker = (UdpTracker) Tracker.parse(fake.udpUrl());
    Answer answer = udp.ask(tracker, HostKind.IPV4, request());
    assertThat(answer.peers()).containsExactly(NEAR);
    assertThat(fake.packets()).hasSize(4);
    ByteBuffer announce = fake.packets().stream().skip(3).findFirst().orElseThrow();
    assertThat(announce.getLong(0)).as("connection id").isEqualTo(77);
    assertThat(announce.getInt(80)).as("started").isEqualTo(2);
  }

  @Test
  void givesUpOnATrackerThatNeverAnswers() {
    List<Duration> patience = List.of(Duration.ofMillis(10), Duration.ofMillis(10));
    UdpAnnounce udp = new UdpAnnounce(dialer, () -> now, new SecureRandom(), patience);
    UdpTracker tracker = (UdpTracker) Tracker.parse(fake.udpUrl());
    assertThatThrownBy(() -> udp.ask(tracker, HostKind.IPV4, request()))
        .isInstanceOf(IOException.class)
        .hasMessage("The tracker does not answer.");
  }

  @Test
  void refusesNonsense() {
    UdpAnnounce udp =
        new UdpAnnounce(dialer, () -> now, new SecureRandom(), List.of(Duration.ofSeconds(20)));
    UdpTracker tracker = (UdpTracker) Tracker.parse(fake.udpUrl());
    fake.answerUdp(packet -> Arrays.copyOf(FakeTracker.honest(packet, new byte[0]), 8));
    assertThatThrownBy(() -> udp.ask(tracker, HostKind.IPV4, request()))
        .isInstanceOf(TrackerException.class);
    fake.answerUdp(packet -> FakeTracker.error(packet, "go\u0007 away"));
    assertThatThrownBy(() -> udp.ask(tracker, HostKind.IPV4, request()))
        .hasMessage("The tracker refuses: go  away");
    for (String body : List.of("", "<html>", "le", "d5:peers", "d5:peers99:e")) {
      assertThatThrownBy(() -> HttpAnnounce.answer(body.getBytes(ISO_8859_1)))
          .as(body)
          .isInstanceOf(IOException.class);
    }
  }

  private static AnnounceRequest request() {
    return new AnnounceRequest(SITE, "-UT3530-abcdefghijkl", 5, 15441, 30, Event.STARTED);
  }
}
