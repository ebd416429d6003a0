package zerobridge.site;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;

/**
 * Begins a first visit again that found peers but none that had the site: they may be on their own
 * first visit. Waits longer each time, until somebody new is known. Confined to the site's lane.
 */
final class VisitRetries {
  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final int MAX_DOUBLINGS = 7;

  private final SiteCore core;
  private final Runnable visit;
  private int failures;
  private int peersBefore;
  private boolean due;

  VisitRetries(SiteCore core, Runnable visit) {
    this.core = core;
    this.visit = visit;
  }

  /** A visit has ended without the site's root manifest. */
  void failed() {
    int peers = core.peers.size();
    if (!core.host.services().options().backgroundWork() || peers == 0 || due) {
      return;
    }
    failures = peers > peersBefore ? 0 : Math.min(failures + 1, MAX_DOUBLINGS);
    peersBefore = peers;
    due = true;
    // Not all at the same instant: those that started together would miss each other for ever.
    Duration wait = FIRST.multipliedBy(1L << failures);
    long jitter = core.host.random().nextInt((int) FIRST.toMillis());
    ScheduledFuture<?> unused =
        core.threads()
            .after(wait.plusMillis(jitter), "visit-again", () -> core.lane.execute(this::again));
  }

  private void again() {
    due = false;
    visit.run();
  }
}
