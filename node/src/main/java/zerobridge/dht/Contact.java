package zerobridge.dht;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import zerobridge.net.PeerAddress;

/** A node of the DHT: its id and where it is reached. */
record Contact(NodeId id, InetSocketAddress address) {
  InetAddress ip() {
    return address.getAddress();
  }

  boolean isIpv4() {
    return ip() instanceof Inet4Address;
  }

  /** Whether the id follows from the address, as it should (BEP 42). */
  boolean isFit() {
    return SecureNodeId.isFit(id, ip());
  }

  PeerAddress.Ip asPeer() {
    return new PeerAddress.Ip(ip(), address.getPort());
  }
}
