package zerobridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.codec.ProtocolException;

class PeerAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4:15441",
        "[2001:db8::1]:15441",
        "[2001:db8:0:1:1:1:1:1]:1",
        "[1::]:1",
        "[::]:0",
        "[fe80::1:0:0:1]:65535",
        "bka4ht2bzxchy44r.onion:15441"
      })
  void textGoesBothWays(String text) {
    assertThat(PeerAddress.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3.4",
        ":1",
        "1.2.3.4:65536",
        "1.2.3.4:-1",
        "1.2.3.256:1",
        "1.2.3:1",
        "example.org:1",
        "localhost:1",
        "[fe80::1%1]:1",
        "[::1::2]:1",
        "short.onion:1",
        "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczaa.onion:1"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:1",
        "10.0.0.1:1",
        "0.0.0.0:1",
        "224.0.0.1:1",
        "255.255.255.255:1",
        "100.64.0.1:1",
        "[::1]:1",
        "[::]:1",
        "[ff02::1]:1",
        "[fe80::1]:1",
        "[::ffff:127.0.0.1]:1",
        "1.2.3.4:0"
      })
  void strangersMayNotNameThese(String text) {
    assertThat(PeerAddress.parse(text).isPublic()).isFalse();
  }

  /** For the JDK these are host names: one stranger could make us ask the resolver for them. */
  @ParameterizedTest
  @ValueSource(strings = {"256.1.1.1", "1.2.3.999", "1.2.3", "1.2.3.4.5", "1..2.3"})
  void noResolverIsAskedForDigitsThatAreNoAddress(String host) {
    assertThatThrownBy(() -> PeerAddress.of(host, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasNoCause();
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.direct());
    assertThatThrownBy(() -> dialer.tcp(host, 1, Duration.ofSeconds(1)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("No IP address: " + host);
  }

  @Test
  void strangersMayNameOrdinaryAddresses() {
    assertThat(PeerAddress.parse("1.2.3.4:1").isPublic()).isTrue();
    assertThat(PeerAddress.parse("[2001:db8::1]:1").isPublic()).isTrue();
    assertThat(PeerAddress.parse("bka4ht2bzxchy44r.onion:1").isPublic()).isTrue();
  }

  @Test
  void refusesPackedOnionsWithWrongChecksumOrLength() {
    assertThatThrownBy(() -> PackedAddress.unpackOnion(new byte[37]))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> PackedAddress.unpackOnion(new byte[6]))
        .isInstanceOf(ProtocolException.class);
  }
}
