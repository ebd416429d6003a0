package zerobridge.peer;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import zerobridge.io.TokenBucket;
import zerobridge.net.SourceNetwork;

/**
 * Refuses addresses that open connections too fast: single ones, and networks (/24, /64) of many. A
 * well-behaved node needs one connection; the reference stalls the seventh within 15 seconds. Safe
 * for any thread.
 */
final class FloodGuard {
  private static final double BURST = 6;
  private static final double PER_SECOND = BURST / 15;

  /** A network may hold several honest nodes, behind one provider or one gateway. */
  private static final int NETWORK_FACTOR = 5;

  /** Addresses remembered; the one that was quiet the longest is forgotten first. */
  private static final int MAX_REMEMBERED = 8192;

  private final InstantSource clock;

  // Guarded by this.
  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  FloodGuard(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts a connection from an address; false if it has to be refused. */
  synchronized boolean admits(InetAddress address) {
    return bucket(SourceNetwork.near(address).prefix(), NETWORK_FACTOR).tryTake(1)
        && bucket(address.getHostAddress(), 1).tryTake(1);
  }

  private TokenBucket bucket(String key, int factor) {
    return buckets.computeIfAbsent(
        key, ignored -> new TokenBucket(BURST * factor, PER_SECOND * factor, clock));
  }
}
