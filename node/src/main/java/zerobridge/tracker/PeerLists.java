package zerobridge.tracker;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** The three ways in which trackers write peers (BEP 3, BEP 7, BEP 23). */
final class PeerLists {
  /** Nobody asks for more than 30; a tracker that sends a flood is cut off here. */
  static final int MAX_PEERS = 500;

  static final int IPV4_BYTES = 4;
  static final int IPV6_BYTES = 16;
  private static final int PORT_BYTES = 2;

  private PeerLists() {}

  /** Address and port, high byte first, again and again; an incomplete rest is ignored. */
  static List<PeerAddress> compact(byte[] bytes, int start, int addressBytes) {
    List<PeerAddress> peers = new ArrayList<>();
    int step = addressBytes + PORT_BYTES;
    for (int at = start; at + step <= bytes.length && peers.size() < MAX_PEERS; at += step) {
      int portAt = at + addressBytes;
      int port = (bytes[portAt] & 0xff) << 8 | (bytes[portAt + 1] & 0xff);
      peers.add(new PeerAddress.Ip(address(Arrays.copyOfRange(bytes, at, portAt)), port));
    }
    return peers;
  }

  /** Dictionaries with {@code ip} and {@code port}; host names are left out, not resolved. */
  static List<PeerAddress> dictionaries(List<?> list) {
    List<PeerAddress> peers = new ArrayList<>();
    for (Object item : list) {
      PeerAddress peer = item instanceof Map<?, ?> map ? dictionary(map) : null;
      if (peer != null && peers.size() < MAX_PEERS) {
        peers.add(peer);
      }
    }
    return peers;
  }

  private static @Nullable PeerAddress dictionary(Map<?, ?> map) {
    if (!(map.get("ip") instanceof byte[] text) || !(map.get("port") instanceof Long port)) {
      return null;
    }
    String host = new String(text, StandardCharsets.ISO_8859_1);
    HostKind kind = HostKind.of(host);
    if (port < 0 || port > 65535 || (kind != HostKind.IPV4 && kind != HostKind.IPV6)) {
      return null;
    }
    try {
      return PeerAddress.of(host, port.intValue());
    } catch (IllegalArgumentException e) {
      // A careless tracker; its other peers may be good.
      return null;
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are always an address", e);
    }
  }
}
