package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;

/** What is remembered about addresses, for how long, and what that costs others. */
class MemoryOfAddressesTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void refusedTlsIsTriedAgainAfterAnHour() {
    BrokenTls broken = new BrokenTls(() -> now);
    InetAddress address = PeerAddress.ip("1.2.3.4");
    assertThat(broken.contains(address)).isFalse();
    broken.add(address, false);
    now = now.plus(Duration.ofHours(1));
    assertThat(broken.contains(address)).isTrue();
    assertThat(broken.contains(PeerAddress.ip("1.2.3.5"))).isFalse();
    now = now.plusMillis(1);
    assertThat(broken.contains(address)).isFalse();
  }

  @Test
  void networkOfManyAddressesIsLimitedTooButNotItsNeighbours() {
    FloodGuard guard = new FloodGuard(() -> now);
    int admitted = 0;
    for (int i = 0; i < 256; i++) {
      admitted += guard.admits(PeerAddress.ip("1.2.3." + i)) ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(30);
    assertThat(guard.admits(PeerAddress.ip("1.2.4.1"))).isTrue();

    admitted = 0;
    for (int i = 0; i < 256; i++) {
      admitted += guard.admits(PeerAddress.ip("2001:db8::" + Integer.toHexString(i))) ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(30);
    assertThat(guard.admits(PeerAddress.ip("2001:db8:0:1::1"))).isTrue();
  }

  @Test
  void singleAddressRecoversWithTime() {
    FloodGuard guard = new FloodGuard(() -> now);
    InetAddress address = PeerAddress.ip("1.2.3.4");
    int admitted = 0;
    for (int i = 0; i < 20; i++) {
      admitted += guard.admits(address) ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(6);
    now = now.plus(Duration.ofSeconds(3));
    assertThat(guard.admits(address)).isTrue();
    assertThat(guard.admits(address)).isFalse();
  }
}
