package zerobridge.site;

import java.net.InetAddress;
import zerobridge.net.PeerAddress;

/**
 * The parts of the internet that one owner easily fills: the /16 of an IPv4 address, the /32 of an
 * IPv6 address, an onion itself.
 */
final class Networks {
  private Networks() {}

  static String of(PeerAddress address) {
    if (address instanceof PeerAddress.Ip ip) {
      InetAddress host = ip.ip();
      byte[] bytes = host.getAddress();
      int prefix = bytes.length == 4 ? 2 : 4;
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < prefix; i++) {
        text.append(bytes[i] & 0xff).append('.');
      }
      return text.toString();
    }
    return address.host();
  }
}
