package zerobridge.peer;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of all connections together: counts the bytes and holds threads back when a limit
 * is set. Bulk data goes in small steps and in turn, so that every connection gets the same share;
 * small messages overtake it, up to a second of the limit. Safe for any thread.
 */
final class Throttle {
  /** Up to this size a message counts as small; commands and their answers are, files aren't. */
  static final int SMALL_BYTES = 1 << 10;

  private static final int MIN_STEP_BYTES = 2 << 10;
  private static final int MAX_STEP_BYTES = 64 << 10;
  private static final int STEPS_PER_SECOND = 10;

  /** How much of a second may go out at once after a pause. */
  private static final double BURST_SECONDS = 0.25;

  private static final double OVERDRAFT_SECONDS = 1;
  private static final double MILLIS_PER_SECOND = 1000;
  private static final long LONGEST_WAIT_MILLIS = 1000;

  private final InstantSource clock;
  private final AtomicLong total = new AtomicLong();

  /** Whose turn it is; first come, first served. */
  private final ReentrantLock turn = new ReentrantLock(true);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** 0 is no limit. Written under the lock. */
  private volatile long perSecond;

  // Guarded by the lock.
  private double tokens;
  private long filledAt;

  Throttle(InstantSource clock) {
    this.clock = clock;
  }

  /** Bytes since the start. */
  long total() {
    return total.get();
  }

  long limit() {
    return perSecond;
  }

  /**
   * Sets the limit from now on; threads that wait go by the new one.
   *
   * @param bytesPerSecond 0 for no limit
   */
  void limit(long bytesPerSecond) {
    lock.lock();
    try {
      perSecond = bytesPerSecond;
      tokens = 0;
      filledAt = clock.millis();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes to move before {@link #pass} is called again. */
  int step() {
    long rate = perSecond;
    return rate == 0
        ? Integer.MAX_VALUE
        : (int) Math.max(MIN_STEP_BYTES, Math.min(rate / STEPS_PER_SECOND, MAX_STEP_BYTES));
  }

  /**
   * Counts bytes and waits until they may move, or for those that have moved already, until the
   * next may.
   *
   * @throws InterruptedException if the node stops meanwhile
   */
  void pass(int bytes) throws InterruptedException {
    total.addAndGet(bytes);
    if (perSecond == 0) {
      return;
    }
    if (bytes <= SMALL_BYTES) {
      take(bytes, OVERDRAFT_SECONDS);
      return;
    }
    turn.lockInterruptibly();
    try {
      take(bytes, 0);
    } finally {
      turn.unlock();
    }
  }

  private void take(int bytes, double overdraft) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (perSecond > 0) {
        fill();
        double missing = -overdraft * perSecond - tokens;
        if (missing <= 0) {
          tokens -= bytes;
          return;
        }
        long millis = (long) Math.ceil(missing / perSecond * MILLIS_PER_SECOND);
        // Woken early by a new limit; the result doesn't matter, the loop looks again.
        boolean unused =
            changed.await(Math.min(millis, LONGEST_WAIT_MILLIS), TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  private void fill() {
    long now = clock.millis();
    // A clock that was set back must not make anybody wait.
    double seconds = Math.max(0, now - filledAt) / MILLIS_PER_SECOND;
    tokens = Math.min(BURST_SECONDS * perSecond, tokens + seconds * perSecond);
    filledAt = now;
  }

  /** How many threads are held back now. */
  int waiting() {
    lock.lock();
    try {
      return turn.getQueueLength() + lock.getWaitQueueLength(changed);
    } finally {
      lock.unlock();
    }
  }

  /** For a clock of a test: those who wait look at it again. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
