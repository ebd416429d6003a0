package zerobridge.peer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import zerobridge.io.TokenBucket;

/**
 * How a peer behaves on one connection: its bad actions, what sites think of it, and the work it
 * causes, in points of about a millisecond of one processor. Work is charged by what it is, never
 * by how long it took: a peer isn't to blame for a busy machine. Safe for any thread.
 */
final class Conduct {
  /** Requests held back at once; more are refused. */
  static final int MAX_DELAYED = 32;

  /** Answers that come later than this find nobody waiting. */
  static final Duration MAX_DELAY = Duration.ofSeconds(8);

  private final Map<Work, TokenBucket> budgets = new EnumMap<>(Work.class);
  private final AtomicInteger delayed = new AtomicInteger();
  private final AtomicInteger badActions = new AtomicInteger();
  private final AtomicInteger rating = new AtomicInteger();

  Conduct(InstantSource clock) {
    for (Work work : Work.values()) {
      if (work.isLimited()) {
        budgets.put(work, new TokenBucket(work.burst(), work.perSecond(), clock));
      }
    }
  }

  /** Whether a request may be answered, and when. */
  enum Admission {
    NOW,
    /** After the time that {@link Decision#delay} says; {@link #resumed} must follow. */
    LATER,
    NEVER
  }

  record Decision(Admission admission, Duration delay) {
    private static final Decision NOW = new Decision(Admission.NOW, Duration.ZERO);
    private static final Decision NEVER = new Decision(Admission.NEVER, Duration.ZERO);
  }

  /** Charges a request of which only the command is known yet. */
  Decision admit(Work work, double points) {
    TokenBucket budget = budgets.get(work);
    if (budget == null) {
      return Decision.NOW;
    }
    Duration wait = budget.take(points);
    if (wait.isZero()) {
      return Decision.NOW;
    }
    if (wait.compareTo(MAX_DELAY) > 0 || delayed.get() >= MAX_DELAYED) {
      // What isn't done isn't paid.
      Duration unused = budget.take(-points);
      return Decision.NEVER;
    }
    delayed.incrementAndGet();
    return new Decision(Admission.LATER, wait);
  }

  /** A request that was held back goes on. */
  void resumed() {
    delayed.decrementAndGet();
  }

  /** Charges what an answer turned out to cost; later requests wait for it. */
  void charge(Work work, double points) {
    TokenBucket budget = budgets.get(work);
    if (budget != null) {
      Duration unused = budget.take(points);
    }
  }

  /** Adds to the bad actions; their sum. */
  int badAction(int weight) {
    return badActions.addAndGet(weight);
  }

  void forgive() {
    badActions.set(0);
  }

  void rate(int points) {
    rating.addAndGet(points);
  }

  /** What the peer did for us less what it did wrong. */
  int standing() {
    return rating.get() - badActions.get();
  }
}
