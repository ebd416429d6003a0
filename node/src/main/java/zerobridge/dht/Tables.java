package zerobridge.dht;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import zerobridge.net.HostKind;

/**
 * The DHT over IPv4 and the one over IPv6 are two networks, with an id of ours in each (BEP 32).
 */
record Tables(RoutingTable ipv4, RoutingTable ipv6) {
  RoutingTable of(InetAddress ip) {
    return ip instanceof Inet4Address ? ipv4 : ipv6;
  }

  RoutingTable of(HostKind family) {
    return family == HostKind.IPV4 ? ipv4 : ipv6;
  }

  static final List<HostKind> FAMILIES = List.of(HostKind.IPV4, HostKind.IPV6);

  boolean isEmpty() {
    return ipv4.size() == 0 && ipv6.size() == 0;
  }
}
