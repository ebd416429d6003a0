package zerobridge.io;

import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link TokenBucket} for each of many strangers, in bounded memory: who acted longest ago is
 * forgotten, and begins with a full bucket again. Safe for any thread.
 *
 * @param <K> what tells strangers apart
 */
public final class TokenBuckets<K> {
  private final int most;
  private final double capacity;
  private final double perSecond;
  private final InstantSource clock;

  /** In the order of their last use. Guarded by this. */
  private final Map<K, TokenBucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

  /** Buckets of {@code capacity} that gain {@code perSecond}, for {@code most} at a time. */
  public TokenBuckets(int most, double capacity, double perSecond, InstantSource clock) {
    this.most = most;
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.clock = clock;
  }

  /** Takes one token of {@code key}, or none and returns false if there is none left. */
  public synchronized boolean tryTake(K key) {
    boolean taken =
        buckets.computeIfAbsent(key, any -> new TokenBucket(capacity, perSecond, clock)).tryTake(1);
    if (buckets.size() > most) {
      Iterator<K> eldest = buckets.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return taken;
  }
}
