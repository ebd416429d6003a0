package zerobridge.peer;

import java.time.InstantSource;

/**
 * How fast this node may talk to all its peers together, to be changed at any time. Without limits
 * at first. Bytes are counted above TCP and TLS. Safe for any thread.
 */
public final class Bandwidth {
  private final Throttle up;
  private final Throttle down;

  Bandwidth(InstantSource clock) {
    this.up = new Throttle(clock);
    this.down = new Throttle(clock);
  }

  /**
   * Bytes per second in each direction.
   *
   * @param up to peers, 0 for no limit
   * @param down from peers, 0 for no limit
   */
  public record Limits(long up, long down) {
    public static final Limits NONE = new Limits(0, 0);

    public Limits {
      if (up < 0 || down < 0) {
        throw new IllegalArgumentException("A speed can't be below zero");
      }
    }
  }

  /** Sets the limits from now on, for what is under way too. */
  public void limit(Limits limits) {
    if (!limits.equals(limits())) {
      up.limit(limits.up());
      down.limit(limits.down());
    }
  }

  /** The limits that hold now. */
  public Limits limits() {
    return new Limits(up.limit(), down.limit());
  }

  Throttle up() {
    return up;
  }

  Throttle down() {
    return down;
  }
}
