package zerobridge.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** What strangers can make us remember is bounded and passes. */
class StoresTest {
  private final MovableClock clock = new MovableClock();
  private final Random random = new Random(6);
  private final AnnouncedPeers announced = new AnnouncedPeers(clock, random);

  private static PeerAddress.Ip peer(int number) {
    return new PeerAddress.Ip(
        PeerAddress.ip("20." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256),
        15_441);
  }

  @Test
  void anAnnounceLastsHalfAnHour() {
    NodeId hash = NodeId.random(random);
    announced.put(hash, peer(1));
    clock.advance(AnnouncedPeers.LIFE.minusSeconds(1));
    assertThat(announced.some(hash, HostKind.IPV4, 10)).containsExactly(peer(1));

    clock.advance(AnnouncedPeers.LIFE);

    assertThat(announced.some(hash, HostKind.IPV4, 10)).isEmpty();
    announced.expire();
    assertThat(announced.hashes()).isZero();
  }

  @Test
  void announcesAreBoundedPerHashAndAltogether() {
    NodeId hash = NodeId.random(random);
    for (int i = 0; i < 1000; i++) {
      announced.put(hash, peer(i));
    }
    assertThat(announced.some(hash, HostKind.IPV4, 1000)).hasSize(AnnouncedPeers.MAX_PEERS);

    for (int i = 0; i < 3000; i++) {
      announced.put(NodeId.random(random), peer(i));
    }
    assertThat(announced.hashes()).isEqualTo(AnnouncedPeers.MAX_HASHES);
  }

  @Test
  void aTokenIsGoodForItsAddressAndForTenMinutesAtMost() {
    Tokens tokens = new Tokens(clock, new SecureRandom());
    InetAddress ip = PeerAddress.ip("8.8.8.8");
    byte[] token = tokens.make(ip);

    assertThat(tokens.isGood(token, ip)).isTrue();
    assertThat(tokens.isGood(token, PeerAddress.ip("8.8.4.4"))).isFalse();
    clock.advance(Tokens.PERIOD);
    assertThat(tokens.isGood(token, ip)).isTrue();
    clock.advance(Tokens.PERIOD);
    assertThat(tokens.isGood(token, ip)).isFalse();
  }

  @Test
  void anAddressThatAsksTooMuchIsNotAnswered() {
    QueryLimits limits = new QueryLimits(clock);
    InetSocketAddress loud = new InetSocketAddress(PeerAddress.ip("9.9.9.9"), 6881);
    for (int i = 0; i < QueryLimits.BURST; i++) {
      assertThat(limits.mayAsk(loud)).isTrue();
    }

    assertThat(limits.mayAsk(loud)).isFalse();
    assertThat(limits.mayAsk(new InetSocketAddress(PeerAddress.ip("9.9.9.9"), 7000))).isFalse();
    assertThat(limits.mayAsk(new InetSocketAddress(PeerAddress.ip("9.9.9.8"), 6881))).isTrue();
  }

  @Test
  void ourAddressIsWhatSeveralAgreeOn() {
    ExternalAddress external = new ExternalAddress();
    byte[] truth = CompactAddresses.pack(PeerAddress.ip("20.1.2.3"), 6881);
    byte[] lie = CompactAddresses.pack(PeerAddress.ip("66.6.6.6"), 6881);
    for (int i = 0; i < 4; i++) {
      assertThat(external.heard(PeerAddress.ip("9.9.9.1"), lie)).isEmpty();
      assertThat(external.heard(PeerAddress.ip("8.8.8." + i), truth)).isEmpty();
    }

    assertThat(external.heard(PeerAddress.ip("8.8.8.9"), truth))
        .contains(PeerAddress.ip("20.1.2.3"));
    byte[] inside = CompactAddresses.pack(PeerAddress.ip("10.0.0.1"), 6881);
    assertThat(external.heard(PeerAddress.ip("8.8.8.9"), inside)).isEmpty();
  }
}
