package zerobridge.dht;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import zerobridge.io.TokenBucket;
import zerobridge.io.TokenBuckets;
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

  private final TokenBucket all;
  private final TokenBuckets<Object> each;

  QueryLimits(InstantSource clock) {
    this.all = new TokenBucket(BURST_OF_ALL, PER_SECOND_OF_ALL, clock);
    this.each = new TokenBuckets<>(MAX_ADDRESSES, BURST, PER_SECOND, clock);
  }

  boolean mayAsk(InetSocketAddress from) {
    // Nodes of one private network may share an address; on the internet ports cost nothing.
    boolean isPrivate = new PeerAddress.Ip(from.getAddress(), 1).isPrivate();
    Object asker = isPrivate ? from : from.getAddress();
    return each.tryTake(asker) && all.tryTake(1);
  }
}
