package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import zerobridge.net.PeerAddress;

class SlotsTest {
  private final Slots slots = new Slots();

  private int taken(String pattern, int count) {
    int admitted = 0;
    for (int i = 0; i < count; i++) {
      InetAddress source = PeerAddress.ip(pattern.replace("*", Integer.toHexString(i % 256)));
      if (slots.take(source, true) == Slots.Verdict.ADMITTED) {
        admitted++;
      }
    }
    return admitted;
  }

  @Test
  void oneAddressGetsFew() {
    assertThat(taken("198.51.100.7", 1000)).isEqualTo(Slots.PER_ADDRESS);
    assertThat(taken("2001:db8::7", 1000)).isEqualTo(Slots.PER_ADDRESS);
  }

  @Test
  void oneNetworkNeverTakesAllPlaces() {
    int admitted = 0;
    for (int i = 0; i < 250; i++) {
      admitted += taken("198.51.100." + i, 8);
    }
    assertThat(admitted).isEqualTo(Slots.PER_NETWORK);
    assertThat(taken("2001:db8:0:1::*", 1000)).isEqualTo(Slots.PER_NETWORK);
    assertThat(slots.take(PeerAddress.ip("203.0.113.9"), true)).isEqualTo(Slots.Verdict.ADMITTED);
  }

  @Test
  void oneCustomersManyNetworksDoNotEither() {
    assertThat(taken("2001:db8:0:*::1", 1000)).isEqualTo(Slots.PER_REGION);
    int admitted = 0;
    for (int i = 0; i < 250; i++) {
      admitted += taken("198.51." + i + ".1", 8);
    }
    assertThat(admitted).isEqualTo(Slots.PER_REGION);
  }

  @Test
  void diverseNewcomersFillThePlacesAndNoMore() {
    int admitted = 0;
    for (int i = 1; i < 200; i++) {
      for (int j = 0; j < 4; j++) {
        InetAddress source = PeerAddress.ip(i + "." + j + ".1.1");
        admitted += slots.take(source, true) == Slots.Verdict.ADMITTED ? 1 : 0;
      }
    }
    assertThat(admitted).isEqualTo(Slots.MAX_INCOMING);
    assertThat(slots.take(PeerAddress.ip("200.0.0.1"), true)).isEqualTo(Slots.Verdict.FULL);
    slots.release(PeerAddress.ip("1.0.1.1"));
    assertThat(slots.take(PeerAddress.ip("200.0.0.1"), true)).isEqualTo(Slots.Verdict.ADMITTED);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    InetAddress source = PeerAddress.ip("198.51.100.7");
    taken("198.51.100.7", 1000);
    for (int i = 0; i < Slots.PER_ADDRESS; i++) {
      slots.release(source);
    }
    assertThat(taken("198.51.100.7", 1000)).isEqualTo(Slots.PER_ADDRESS);
  }
}
