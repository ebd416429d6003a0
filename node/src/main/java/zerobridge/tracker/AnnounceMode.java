package zerobridge.tracker;

/** Why peers are wanted, which decides how many trackers are asked and for how many peers. */
public enum AnnounceMode {
  /** A site is visited for the first time, or was resumed: everybody is asked. */
  START(true, 30),
  /** The node starts and tells that it has the site. */
  STARTUP(true, 30),
  /** From time to time while the site is served: one tracker, in turn. */
  UPDATE(false, 10),
  /** There are too few peers: one tracker, in turn. */
  MORE(false, 30);

  private final boolean asksAll;
  private final int wanted;

  AnnounceMode(boolean asksAll, int wanted) {
    this.asksAll = asksAll;
    this.wanted = wanted;
  }

  boolean asksAll() {
    return asksAll;
  }

  /** Whether a tracker that is a node hears of all sites at once, and not only of this one. */
  boolean tellsOfAllSites() {
    return this == STARTUP || this == UPDATE;
  }

  int wanted() {
    return wanted;
  }
}
