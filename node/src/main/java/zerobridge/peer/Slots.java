package zerobridge.peer;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import zerobridge.net.PeerAddress;

/**
 * The places for incoming connections. No address, and no network of neighbours, gets more than a
 * small share, so that nobody can take all of them. Safe for any thread.
 */
final class Slots {
  /** An eighth of all connections stays for those that this node dials itself. */
  static final int MAX_INCOMING = ConnectionRegistry.MAX_CONNECTIONS * 7 / 8;

  /** Several nodes may share an address behind one gateway. */
  static final int PER_ADDRESS = 8;

  /** For the /24 of an IPv4 address, the /64 of an IPv6 address. */
  static final int PER_NETWORK = 24;

  /** For the /16 of an IPv4 address, the /48 of an IPv6 address: one customer can own those. */
  static final int PER_REGION = 64;

  // Guarded by this.
  private final Map<String, Integer> taken = new HashMap<>();
  private int all;

  /** What a newcomer found. */
  enum Verdict {
    ADMITTED,
    FULL,
    /** Its address or network has enough already. */
    CROWDED
  }

  /**
   * Takes a place; given back with {@link #release} if the verdict is ADMITTED.
   *
   * @param counted false for an address that may have as many as it wants
   */
  synchronized Verdict take(InetAddress source, boolean counted) {
    List<String> keys = keys(source);
    if (counted
        && (taken(keys.get(0)) >= PER_ADDRESS
            || taken(keys.get(1)) >= PER_NETWORK
            || taken(keys.get(2)) >= PER_REGION)) {
      return Verdict.CROWDED;
    }
    if (all >= MAX_INCOMING) {
      return Verdict.FULL;
    }
    all++;
    keys.forEach(key -> taken.merge(key, 1, Integer::sum));
    return Verdict.ADMITTED;
  }

  synchronized void release(InetAddress source) {
    all--;
    keys(source).forEach(key -> taken.computeIfPresent(key, (k, n) -> n == 1 ? null : n - 1));
  }

  /** What neighbours have in common: the /24 or /64 of an address, an onion service itself. */
  static String network(PeerAddress address) {
    return address instanceof PeerAddress.Ip ip ? keys(ip.ip()).get(1) : address.host();
  }

  private int taken(String key) {
    return taken.getOrDefault(key, 0);
  }

  private static List<String> keys(InetAddress source) {
    byte[] bytes = source.getAddress();
    boolean four = bytes.length == 4;
    return List.of(
        HexFormat.of().formatHex(bytes), prefix(bytes, four ? 3 : 8), prefix(bytes, four ? 2 : 6));
  }

  private static String prefix(byte[] bytes, int length) {
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, length)) + "/" + length;
  }
}
