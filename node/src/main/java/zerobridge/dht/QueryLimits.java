package zerobridge.dht;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import zerobridge.io.TokenBucket;
import zerobridge.net.PeerAddress;

/**
 * How many queries of strangers are answered: some for each address, more for all together, as the
 * address of a datagram may be invented. Confined to the receiving thread.
 */
final class QueryLimits {
  /** Addresses remembered; those that asked longest ago are forgotten. */
  static final int MAX_ADDRESSES = 1000;

  /** Queries that one address may ask at once, and per second for ever. */
  static final int BURST = 30;

  static final int PER_SECOND = 5;

  private static final int BURST_OF_ALL = 400;
  private static final int PER_SECOND_OF_ALL = 200;

  private final InstantSource clock;
  private final TokenBucket all;
  private final Map<Object, TokenBucket> each =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, TokenBucket> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  QueryLimits(InstantSource clock) {
    this.clock = clock;
    this.all = new TokenBucket(BURST_OF_ALL, PER_SECOND_OF_ALL, clock);
  }

  boolean mayAsk(InetSocketAddress from) {
    // Nodes of one private network may share an address; on the internet ports cost nothing.
    boolean isPrivate = new PeerAddress.Ip(from.getAddress(), 1).isPrivate();
    Object asker = isPrivate ? from : from.getAddress();
    return each.computeIfAbsent(asker, any -> new TokenBucket(BURST, PER_SECOND, clock)).tryTake(1)
        && all.tryTake(1);
  }
}
