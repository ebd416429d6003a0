package zerobridge.io;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that many share: whoever wants a large piece asks first, and does without if there is no
 * room. Safe for any thread.
 */
public final class ByteBudget {
  private final long total;
  private final AtomicLong taken = new AtomicLong();

  /** A budget of so many bytes, all of them free. */
  public ByteBudget(long total) {
    this.total = total;
  }

  /** A budget that never ends, for a single user. */
  public static ByteBudget unlimited() {
    return new ByteBudget(Long.MAX_VALUE);
  }

  /** The size of the whole budget in bytes. */
  public long total() {
    return total;
  }

  /** Bytes that are taken now. */
  public long taken() {
    return taken.get();
  }

  /**
   * Takes bytes, to be given back with {@link #giveBack}.
   *
   * @param leave bytes that must still be free afterwards, for more important users
   * @return false if there is no room; nothing is taken then
   */
  public boolean tryTake(long bytes, long leave) {
    long before = taken.get();
    while (bytes <= total - leave - before) {
      if (taken.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  /** Gives back bytes that were taken. */
  public void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
