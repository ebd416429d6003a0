package zerobridge.tracker;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How well a tracker has answered, over all sites (peer protocol, trackers: scheduling).
 *
 * @param errors failures in a row since the last success
 * @param lastRequest null if it was never asked
 * @param latency of the last success, null if there was none
 */
public record TrackerHealth(int errors, @Nullable Instant lastRequest, @Nullable Duration latency) {
  static final TrackerHealth UNKNOWN = new TrackerHealth(0, null, null);

  /** As many failures in a row are forgiven. */
  private static final int PATIENCE = 5;

  private static final int MAX_BACK_OFF_MINUTES = 30;

  TrackerHealth asked(Instant now) {
    return new TrackerHealth(errors, now, latency);
  }

  TrackerHealth succeeded(Duration took) {
    return new TrackerHealth(0, lastRequest, took);
  }

  TrackerHealth failed() {
    return new TrackerHealth(errors + 1, lastRequest, latency);
  }

  /** Whether the tracker is left alone for now. */
  boolean rests(Instant now) {
    if (errors <= PATIENCE || lastRequest == null) {
      return false;
    }
    Duration rest = Duration.ofMinutes(Math.min(MAX_BACK_OFF_MINUTES, errors));
    return now.isBefore(lastRequest.plus(rest));
  }
}
