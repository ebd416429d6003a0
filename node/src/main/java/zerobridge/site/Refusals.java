package zerobridge.site;

import java.time.Duration;

/**
 * Answers that only say "error", one after the other without anything good between: a peer that
 * gives nothing else for minutes has nothing for us, and keeps tasks from others. Confined to the
 * site's lane.
 */
final class Refusals {
  /** A peer may lack a few files, and the first of a site it doesn't know yet. */
  private static final int PATIENCE = 20;

  private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

  private int inARow;
  private long sinceNanos;

  /** An answer was an error; true if the peer has said nothing else for too long. */
  boolean refused(long nowNanos) {
    if (inARow++ == 0) {
      sinceNanos = nowNanos;
    }
    return inARow >= PATIENCE && nowNanos - sinceNanos >= PATIENCE_NANOS;
  }

  /** An answer was good. */
  void succeeded() {
    inARow = 0;
  }
}
