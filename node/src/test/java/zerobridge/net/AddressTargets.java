package zerobridge.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What readers of addresses promise for any bytes. */
final class AddressTargets {
  private AddressTargets() {}

  static void packed(byte[] bytes) {
    try {
      same(bytes, PackedAddress.unpackIp(bytes));
    } catch (IOException expected) {
      // Refused, as it may be.
    }
    try {
      same(bytes, PackedAddress.unpackOnion(bytes));
    } catch (IOException expected) {
      // Refused, as it may be.
    }
  }

  private static void same(byte[] bytes, PeerAddress address) {
    byte[] again = PackedAddress.pack(address);
    // An IPv6 address may stand for one of IPv4 and become shorter then.
    if (again.length == bytes.length && !Arrays.equals(again, bytes)) {
      throw new AssertionError("Packed again it is another address: " + address);
    }
  }

  static void text(byte[] bytes) {
    String host = new String(bytes, StandardCharsets.UTF_8);
    try {
      PeerAddress address = PeerAddress.of(host, 1);
      if (!PeerAddress.of(address.host(), 1).equals(address)) {
        throw new AssertionError("Written and read again it is another address: " + address);
      }
    } catch (IllegalArgumentException expected) {
      // Refused, as it may be.
    }
  }
}
