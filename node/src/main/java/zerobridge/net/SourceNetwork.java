package zerobridge.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The part of an address that many machines share, so that whoever holds many addresses counts
 * once. How much of the address that is depends on whom one wants to tell apart. Immutable.
 *
 * @param prefix the shared bytes as hexadecimal digits, or the name of an onion service
 */
public record SourceNetwork(String prefix) {
  private static final int NEAR_IPV4_BYTES = 3;
  private static final int NEAR_IPV6_BYTES = 8;
  private static final int WIDE_IPV4_BYTES = 2;
  private static final int WIDE_IPV6_BYTES = 4;

  /** Neighbours behind one router or gateway: the /24 of IPv4, the /64 of IPv6. */
  public static SourceNetwork near(InetAddress ip) {
    return of(ip, NEAR_IPV4_BYTES, NEAR_IPV6_BYTES);
  }

  /** As {@link #near(InetAddress)}; an onion service is a network of its own. */
  public static SourceNetwork near(PeerAddress address) {
    return address instanceof PeerAddress.Ip ip ? near(ip.ip()) : alone(address);
  }

  /** As coarse as networks are handed out: the /16 of IPv4, the /32 of IPv6. */
  public static SourceNetwork wide(InetAddress ip) {
    return of(ip, WIDE_IPV4_BYTES, WIDE_IPV6_BYTES);
  }

  /** As {@link #wide(InetAddress)}; an onion service is a network of its own. */
  public static SourceNetwork wide(PeerAddress address) {
    return address instanceof PeerAddress.Ip ip ? wide(ip.ip()) : alone(address);
  }

  /** The first bytes of an address, more or fewer for each family. */
  public static SourceNetwork of(InetAddress ip, int ipv4Bytes, int ipv6Bytes) {
    int bytes = ip instanceof Inet4Address ? ipv4Bytes : ipv6Bytes;
    byte[] prefix = Arrays.copyOf(ip.getAddress(), bytes);
    return new SourceNetwork(HexFormat.of().formatHex(prefix) + "/" + 8 * bytes);
  }

  private static SourceNetwork alone(PeerAddress onion) {
    return new SourceNetwork(onion.host());
  }
}
