package zerobridge.net;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import zerobridge.RandomBytes;

/** Random addresses never do more than be refused; profile {@code fuzz} looks harder. */
class RandomAddressesTest {
  @Test
  void packed() throws IOException {
    RandomBytes.feed("net/AddressFuzz", AddressTargets::packed);
  }

  @Test
  void text() throws IOException {
    RandomBytes.feed("net/AddressFuzz", AddressTargets::text);
  }
}
