package zerobridge.tracker;

import java.time.Duration;
import java.util.List;
import zerobridge.net.PeerAddress;

/**
 * What a tracker says.
 *
 * @param peers as they came; some may have no usable port
 * @param pause how long it wants to be left in peace for this site
 */
record Answer(List<PeerAddress> peers, Duration pause) {
  /** A tracker cannot make us wait longer, nor shorter. */
  private static final long MAX_PAUSE_SECONDS = 1_800;

  private static final long MIN_PAUSE_SECONDS = 30;

  /** Without a wish for a minimum an interval is only advice: a page may wait for peers. */
  private static final long MAX_ADVISED_SECONDS = 300;

  /** By the tracker's {@code interval} and {@code min interval}; 0 for a missing one. */
  static Answer of(List<PeerAddress> peers, long interval, long minInterval) {
    long wish = minInterval > 0 ? minInterval : Math.min(interval, MAX_ADVISED_SECONDS);
    long seconds = Math.max(MIN_PAUSE_SECONDS, Math.min(MAX_PAUSE_SECONDS, wish));
    return new Answer(List.copyOf(peers), Duration.ofSeconds(seconds));
  }
}
