package zerobridge.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import zerobridge.codec.ProtocolException;

/**
 * Addresses as peers send them to each other: the bytes of the host, then the port in two bytes,
 * low byte first (peer protocol, packed data). 6 bytes IPv4, 18 IPv6, 12 or 37 onion.
 */
public final class PackedAddress {
  private static final int PORT_BYTES = 2;

  private PackedAddress() {}

  public static byte[] pack(PeerAddress address) {
    byte[] host =
        address instanceof PeerAddress.Ip ip
            ? ip.ip().getAddress()
            : OnionLabel.decode(((PeerAddress.Onion) address).label());
    byte[] packed = Arrays.copyOf(host, host.length + PORT_BYTES);
    packed[host.length] = (byte) address.port();
    packed[host.length + 1] = (byte) (address.port() >> 8);
    return packed;
  }

  /** Reads an entry of the lists {@code peers} and {@code peers_ipv6}. */
  public static PeerAddress.Ip unpackIp(byte[] packed) throws ProtocolException {
    if (packed.length != 4 + PORT_BYTES && packed.length != 16 + PORT_BYTES) {
      throw new ProtocolException("A packed IP address can't have " + packed.length + " bytes.");
    }
    byte[] host = Arrays.copyOf(packed, packed.length - PORT_BYTES);
    return new PeerAddress.Ip(IpRanges.fromBytes(host), port(packed));
  }

  /** Reads an entry of the list {@code peers_onion}; a wrong checksum is refused. */
  public static PeerAddress.Onion unpackOnion(byte[] packed) throws ProtocolException {
    int length = packed.length - PORT_BYTES;
    if (length != OnionLabel.V2_BYTES && length != OnionLabel.V3_BYTES) {
      throw new ProtocolException("A packed onion can't have " + packed.length + " bytes.");
    }
    String label = OnionLabel.encode(packed, length);
    if (!OnionLabel.isValid(label)) {
      throw new ProtocolException("The checksum of a packed onion is wrong.");
    }
    return new PeerAddress.Onion(label, port(packed));
  }

  /** The addresses of one kind out of a mixed list, packed, in the given order. */
  public static List<byte[]> packAll(List<PeerAddress> addresses, HostKind kind) {
    List<byte[]> packed = new ArrayList<>();
    for (PeerAddress address : addresses) {
      if (address.kind() == kind) {
        packed.add(pack(address));
      }
    }
    return packed;
  }

  private static int port(byte[] packed) {
    return (packed[packed.length - 2] & 0xff) | (packed[packed.length - 1] & 0xff) << 8;
  }
}
