package zerobridge.reach;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The network an address belongs to, as coarse as networks are handed out, so that whoever holds
 * many addresses of one of them still counts once: /16 of IPv4, /32 of IPv6.
 *
 * @param prefix as hexadecimal digits
 */
record SourceNetwork(String prefix) {
  private static final int IPV4_BYTES = 2;
  private static final int IPV6_BYTES = 4;

  /** What machines of one local network share over IPv6. */
  private static final int LOCAL_BYTES = 8;

  static SourceNetwork of(InetAddress ip) {
    return new SourceNetwork(hex(ip, ip instanceof Inet4Address ? IPV4_BYTES : IPV6_BYTES));
  }

  /** Whether two addresses may be neighbours behind the same router: IPv4 /24, IPv6 /64. */
  static boolean areNeighbours(InetAddress one, InetAddress other) {
    int bytes = one instanceof Inet4Address ? 3 : LOCAL_BYTES;
    return one.getClass() == other.getClass() && hex(one, bytes).equals(hex(other, bytes));
  }

  private static String hex(InetAddress ip, int bytes) {
    return HexFormat.of().formatHex(Arrays.copyOf(ip.getAddress(), bytes));
  }
}
