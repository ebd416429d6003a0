package zerobridge.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import zerobridge.net.PeerAddress;

/**
 * The packed addresses of the DHT: IP and port in network order, before it the id where it is a
 * node (BEP 5, for IPv6 BEP 32). Unlike the peer protocol's own, whose ports are little-endian.
 */
final class CompactAddresses {
  static final int IPV4_BYTES = 6;
  static final int IPV6_BYTES = 18;

  /** Addresses taken from one list; a datagram has no room for more. */
  static final int MAX_LISTED = 100;

  private CompactAddresses() {}

  static byte[] pack(InetAddress ip, int port) {
    byte[] host = ip.getAddress();
    return ByteBuffer.allocate(host.length + 2).put(host).putShort((short) port).array();
  }

  static byte[] packNodes(Collection<Contact> nodes) {
    int each = nodes.stream().mapToInt(CompactAddresses::size).sum();
    ByteBuffer out = ByteBuffer.allocate(each);
    for (Contact node : nodes) {
      out.put(node.id().bytes()).put(pack(node.ip(), node.address().getPort()));
    }
    return out.array();
  }

  private static int size(Contact node) {
    return NodeId.BYTES + (node.isIpv4() ? IPV4_BYTES : IPV6_BYTES);
  }

  /**
   * The nodes of one list; an incomplete last one is left out.
   *
   * @param addressBytes {@link #IPV4_BYTES} or {@link #IPV6_BYTES}
   */
  static List<Contact> unpackNodes(byte[] packed, int addressBytes) {
    List<Contact> nodes = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(packed);
    while (in.remaining() >= NodeId.BYTES + addressBytes && nodes.size() < MAX_LISTED) {
      byte[] id = new byte[NodeId.BYTES];
      in.get(id);
      byte[] host = new byte[addressBytes - 2];
      in.get(host);
      int port = Short.toUnsignedInt(in.getShort());
      nodes.add(new Contact(NodeId.of(id), new InetSocketAddress(ip(host), port)));
    }
    return nodes;
  }

  /** The peers of one list; entries of another length are left out. */
  static List<PeerAddress.Ip> unpackPeers(List<byte[]> values) {
    List<PeerAddress.Ip> peers = new ArrayList<>();
    for (byte[] value : values) {
      boolean fits = value.length == IPV4_BYTES || value.length == IPV6_BYTES;
      if (fits && peers.size() < MAX_LISTED) {
        ByteBuffer in = ByteBuffer.wrap(value);
        byte[] host = new byte[value.length - 2];
        in.get(host);
        peers.add(new PeerAddress.Ip(ip(host), Short.toUnsignedInt(in.getShort())));
      }
    }
    return peers;
  }

  static InetAddress ip(byte[] host) {
    try {
      return InetAddress.getByAddress(host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An IP address has 4 or 16 bytes", e);
    }
  }
}
