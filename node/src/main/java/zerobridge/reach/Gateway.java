package zerobridge.reach;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import zerobridge.net.PeerAddress;

/**
 * A router between this machine's local network and others. Only IPv4: over IPv6 there is nothing
 * to map.
 *
 * @param address where it is asked; always a private address
 * @param local this machine's own address in the same network
 * @param prefix how many bits all addresses of that network share
 * @param guessed whether the system didn't name it, so that another machine of the network may turn
 *     out to be the router
 */
record Gateway(Inet4Address address, Inet4Address local, int prefix, boolean guessed) {
  Gateway {
    if (!isPrivate(address) || !isPrivate(local)) {
      throw new IllegalArgumentException("A gateway is only asked in a local network: " + address);
    }
  }

  static boolean isPrivate(InetAddress ip) {
    return new PeerAddress.Ip(ip, 1).isPrivate();
  }

  /** Whether an answer from this address is the gateway's. */
  boolean speaksFrom(InetAddress from) {
    return from.equals(address)
        || (guessed
            && isPrivate(from)
            && !from.equals(local)
            && from instanceof Inet4Address
            && network(from, prefix) == network(local, prefix));
  }

  /** Whether a network of one of this machine's interfaces holds an address. */
  static boolean holds(InterfaceAddress network, InetAddress address) {
    return network.getAddress() instanceof Inet4Address
        && network(network.getAddress(), network.getNetworkPrefixLength())
            == network(address, network.getNetworkPrefixLength());
  }

  /** The first address of a network, where most routers of homes are. */
  static byte[] firstAddress(InterfaceAddress network) {
    int first = network(network.getAddress(), network.getNetworkPrefixLength()) + 1;
    return new byte[] {
      (byte) (first >> 24), (byte) (first >> 16), (byte) (first >> 8), (byte) first
    };
  }

  private static int network(InetAddress ip, int prefix) {
    byte[] b = ip.getAddress();
    int bits = (b[0] & 0xff) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | (b[3] & 0xff);
    return prefix <= 0 ? 0 : bits & (-1 << (32 - Math.min(prefix, 32)));
  }
}
