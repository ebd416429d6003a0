package zerobridge.tracker;

import java.nio.ByteBuffer;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/**
 * The part of an address that one owner usually has to himself: /24 of IPv4, /48 of IPv6; all onion
 * services are one.
 */
record SourceNetwork(HostKind kind, long prefix) {
  static SourceNetwork of(PeerAddress address) {
    if (!(address instanceof PeerAddress.Ip ip)) {
      return new SourceNetwork(HostKind.ONION, 0);
    }
    ByteBuffer bytes = ByteBuffer.wrap(ip.ip().getAddress());
    return address.kind() == HostKind.IPV4
        ? new SourceNetwork(HostKind.IPV4, bytes.getInt() >>> 8)
        : new SourceNetwork(HostKind.IPV6, bytes.getLong() >>> 16);
  }
}
