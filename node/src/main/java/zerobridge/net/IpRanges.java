package zerobridge.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

/** Reads, writes and sorts IP literals without asking a resolver. */
final class IpRanges {
  /** 0 to 255: for the JDK a larger one is part of a host name, for which it asks a resolver. */
  private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})";

  private static final Pattern IPV4 = Pattern.compile("(?:" + OCTET + "\\.){3}" + OCTET);
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}(?:[0-9.]{0,15})");

  private IpRanges() {}

  static InetAddress literal(String host) {
    if (IPV4.matcher(host).matches() || (host.indexOf(':') >= 0 && IPV6.matcher(host).matches())) {
      try {
        // Both forms are literals for the JDK, so it parses them itself.
        return InetAddress.getByName(host);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("No IP address: " + host, e);
      }
    }
    throw new IllegalArgumentException("No IP address: " + host);
  }

  /** The addresses of a literal or a name; only for a name a resolver is asked. At least one. */
  static List<InetAddress> resolve(String host) throws UnknownHostException {
    if (HostKind.of(host) == HostKind.UNKNOWN) {
      return List.of(InetAddress.getAllByName(host));
    }
    try {
      return List.of(literal(host));
    } catch (IllegalArgumentException e) {
      throw new UnknownHostException(e.getMessage());
    }
  }

  static InetAddress fromBytes(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An IP address has 4 or 16 bytes.", e);
    }
  }

  /** The reference's table (peer protocol, address families): fc00::/7 and 100.64/10 are public. */
  static boolean isPrivate(InetAddress ip) {
    byte[] b = ip.getAddress();
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if (ip instanceof Inet4Address) {
      return first == 127
          || first == 10
          || (first == 192 && second == 168)
          || (first == 172 && second >= 16 && second <= 31)
          || (first == 169 && second == 254);
    }
    return ip.isLoopbackAddress() || (first == 0xfe && second == 0x80);
  }

  /** Addresses no stranger may name: private ones and all that the internet doesn't route. */
  static boolean isReserved(InetAddress ip) {
    byte[] b = ip.getAddress();
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if (isPrivate(ip) || ip.isAnyLocalAddress() || ip.isMulticastAddress()) {
      return true;
    }
    if (ip instanceof Inet4Address) {
      return first == 0 || first >= 240 || (first == 100 && (second & 0xc0) == 64);
    }
    // fc00::/7 and 0200::/7 stay allowed: cjdns and yggdrasil nodes live there.
    return ip.isLinkLocalAddress() || ip.isSiteLocalAddress();
  }

  /** IPv6 in its short form (RFC 5952), which the reference compares as text. */
  static String text(InetAddress ip) {
    if (ip instanceof Inet4Address) {
      return ip.getHostAddress();
    }
    byte[] b = ip.getAddress();
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (b[2 * i] & 0xff) << 8 | (b[2 * i + 1] & 0xff);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < 8; i++) {
      int length = 0;
      while (i + length < 8 && groups[i + length] == 0) {
        length++;
      }
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
      i += length;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(groups[i]));
      }
    }
    return text.toString();
  }
}
