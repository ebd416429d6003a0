package zerobridge.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

/**
 * Pages publish each manifest once in thirty seconds: the first time at once, what they ask for
 * meanwhile is done once, at the end. A page that publishes at every key press would otherwise
 * drown the peers of its site. Safe for any thread. WebSocket API, sitePublish.
 */
final class PublishPace {
  static final Duration INTERVAL = Duration.ofSeconds(30);

  private final Threads threads;
  private final Duration interval;
  private final Map<Key, Gate> gates = new HashMap<>();

  private record Key(SiteAddress site, InnerPath manifest) {}

  /** Closed since the latest publication; the last that was asked for since then waits. */
  private static final class Gate {
    private final long closedNanos = System.nanoTime();
    private @Nullable Runnable waiting;
  }

  PublishPace(Threads threads, Duration interval) {
    this.threads = threads;
    this.interval = interval;
  }

  /**
   * Asks for a turn.
   *
   * @param later runs when the turn comes if it isn't now; not at all if another one is asked for
   *     before
   * @return empty if the turn is now, else how long it takes until then
   */
  Optional<Duration> admit(SiteAddress site, InnerPath manifest, Runnable later) {
    Key key = new Key(site, manifest);
    synchronized (gates) {
      Gate gate = gates.get(key);
      if (gate != null) {
        gate.waiting = later;
        Duration passed = Duration.ofNanos(System.nanoTime() - gate.closedNanos);
        return Optional.of(passed.compareTo(interval) < 0 ? interval.minus(passed) : Duration.ZERO);
      }
      close(key);
    }
    return Optional.empty();
  }

  private void close(Key key) {
    gates.put(key, new Gate());
    ScheduledFuture<?> unused = threads.after(interval, "publish-pace", () -> intervalOver(key));
  }

  private void intervalOver(Key key) {
    Runnable due;
    synchronized (gates) {
      Gate gate = gates.remove(key);
      due = gate == null ? null : gate.waiting;
      if (due != null) {
        close(key);
      }
    }
    if (due != null) {
      due.run();
    }
  }
}
