package zerobridge.site;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;

/**
 * What a first visit does again, as the peers that it met may have been on their own first visit:
 * the visit, if nobody had the site, with growing pauses until somebody new is known; and after one
 * that went well the question what the site consists of. Confined to the site's lane.
 */
final class VisitRetries {
  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final Duration FIRST_ALONE = Duration.ofSeconds(8);
  private static final int MAX_DOUBLINGS = 7;

  /** After a visit that went well. */
  private static final List<Duration> ASK_AGAIN =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofSeconds(90));

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
    if (!core.host.services().options().backgroundWork() || due) {
      return;
    }
    failures = peers > peersBefore ? 0 : Math.min(failures + 1, MAX_DOUBLINGS);
    peersBefore = peers;
    due = true;
    // Not all at the same instant: those that started together would miss each other for ever.
    Duration wait = (peers == 0 ? FIRST_ALONE : FIRST).multipliedBy(1L << failures);
    long jitter = core.host.random().nextInt((int) FIRST.toMillis());
    ScheduledFuture<?> unused =
        core.threads()
            .after(wait.plusMillis(jitter), "visit-again", () -> core.lane.execute(this::again));
  }

  /** A visit has got the root manifest; {@code ask} asks peers for what else there is. */
  void succeeded(Runnable ask) {
    if (core.host.services().options().backgroundWork()) {
      for (Duration wait : ASK_AGAIN) {
        ScheduledFuture<?> unused =
            core.threads().after(wait, "ask-again", () -> core.lane.execute(ask));
      }
    }
  }

  private void again() {
    due = false;
    visit.run();
  }
}
