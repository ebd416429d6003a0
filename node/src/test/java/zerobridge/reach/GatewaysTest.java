package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;

class GatewaysTest {
  private static Inet4Address ip(String literal) {
    return (Inet4Address) PeerAddress.ip(literal);
  }

  @Test
  void readsTheWayOutFromTheRoutingTable() {
    String gateway = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "0101A8C0" : "C0A80101";
    assertThat(row("eth0 00000000 " + gateway + " 0003 0 0 100 00000000 0 0 0"))
        .contains(new Gateways.Route("eth0", ip("192.168.1.1"), 100));
    assertThat(row("eth0 0001A8C0 00000000 0001 0 0 100 00FFFFFF 0 0 0")).isEmpty();
    assertThat(row("tun0 00000000 00000000 0001 0 0 100 00000000 0 0 0")).isEmpty();
    assertThat(row("eth0 00000000 xyz 0003 0 0 100 00000000 0 0 0")).isEmpty();
    assertThat(row("eth0 00000000")).isEmpty();
    assertThat(row("")).isEmpty();
  }

  private static java.util.Optional<Gateways.Route> row(String line) {
    return Gateways.defaultRoute(line.replace(' ', '\t'));
  }

  @Test
  void aNamedGatewaySpeaksOnlyForItselfAGuessedOneFromItsNetwork() {
    Gateway named = new Gateway(ip("192.168.1.1"), ip("192.168.1.5"), 24, false);
    assertThat(named.speaksFrom(ip("192.168.1.1"))).isTrue();
    assertThat(named.speaksFrom(ip("192.168.1.254"))).isFalse();
    Gateway guessed = new Gateway(ip("192.168.1.1"), ip("192.168.1.5"), 24, true);
    assertThat(guessed.speaksFrom(ip("192.168.1.254"))).isTrue();
    assertThat(guessed.speaksFrom(ip("192.168.2.1"))).isFalse();
    assertThat(guessed.speaksFrom(ip("192.168.1.5"))).isFalse();
  }

  @Test
  void aGatewayOnTheInternetIsNeverAsked() {
    assertThatThrownBy(() -> new Gateway(ip("8.8.8.8"), ip("192.168.1.5"), 24, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Gateway(ip("192.168.1.1"), ip("8.8.8.8"), 24, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void guessesOnlyPrivateGatewaysWhereTheSystemNamesNone() {
    assertThat(new Gateways(Path.of("no such file")).find())
        .allSatisfy(
            gateway -> {
              assertThat(gateway.guessed()).isTrue();
              assertThat(gateway.address().getAddress()[3]).isNotEqualTo((byte) 0);
            });
  }
}
