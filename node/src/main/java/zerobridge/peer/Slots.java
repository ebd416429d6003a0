package zerobridge.peer;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zerobridge.net.SourceNetwork;

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

  private static final int REGION_IPV4_BYTES = 2;
  private static final int REGION_IPV6_BYTES = 6;

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

  private int taken(String key) {
    return taken.getOrDefault(key, 0);
  }

  private static List<String> keys(InetAddress source) {
    return List.of(
        source.getHostAddress(),
        SourceNetwork.near(source).prefix(),
        SourceNetwork.of(source, REGION_IPV4_BYTES, REGION_IPV6_BYTES).prefix());
  }
}
