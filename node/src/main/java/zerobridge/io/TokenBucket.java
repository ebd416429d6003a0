package zerobridge.io;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Limits a rate and allows short bursts: tokens flow in evenly up to a capacity, each action takes
 * some. Safe for any thread.
 */
public final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double capacity;
  private final double perSecond;
  private final InstantSource clock;

  // Guarded by this.
  private double tokens;
  private Instant filled;

  /** A full bucket of {@code capacity} tokens that gains {@code perSecond} tokens a second. */
  public TokenBucket(double capacity, double perSecond, InstantSource clock) {
    if (!(capacity > 0) || !(perSecond > 0)) {
      throw new IllegalArgumentException("A bucket needs a capacity and a rate above zero");
    }
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.clock = clock;
    this.tokens = capacity;
    this.filled = clock.instant();
  }

  /** Takes {@code amount} tokens, or none and returns false if there are fewer. */
  public synchronized boolean tryTake(double amount) {
    fill();
    if (tokens < amount) {
      return false;
    }
    tokens -= amount;
    return true;
  }

  /**
   * Takes {@code amount} tokens even if that leaves a debt, and says how long the caller should
   * wait before acting.
   */
  public synchronized Duration take(double amount) {
    fill();
    tokens -= amount;
    return tokens >= 0
        ? Duration.ZERO
        : Duration.ofNanos((long) (-tokens / perSecond * NANOS_PER_SECOND));
  }

  private void fill() {
    Instant now = clock.instant();
    double seconds = Duration.between(filled, now).toNanos() / NANOS_PER_SECOND;
    // A clock that was set back must not drain the bucket.
    tokens = Math.min(capacity, tokens + Math.max(0, seconds) * perSecond);
    filled = now;
  }
}
