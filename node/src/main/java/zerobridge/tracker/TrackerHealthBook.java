package zerobridge.tracker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How well each tracker has answered, over all sites. Safe for any thread. */
final class TrackerHealthBook {
  private final Map<String, TrackerHealth> health = new ConcurrentHashMap<>();
  private volatile TrackerList list = TrackerList.of(List.of());

  /** The trackers that are asked; it hears how they answer. */
  TrackerList list() {
    return list;
  }

  void setList(TrackerList chosen) {
    list = chosen;
  }

  Map<String, TrackerHealth> all() {
    return Map.copyOf(health);
  }

  boolean rests(Tracker tracker, Instant now) {
    return health.getOrDefault(tracker.url(), TrackerHealth.UNKNOWN).rests(now);
  }

  void asked(Tracker tracker, Instant now) {
    health.merge(tracker.url(), TrackerHealth.UNKNOWN.asked(now), (h, n) -> h.asked(now));
  }

  void succeeded(Tracker tracker, Duration took) {
    health.computeIfPresent(tracker.url(), (url, h) -> h.succeeded(took));
    list.succeeded(tracker, took);
  }

  void failed(Tracker tracker) {
    health.computeIfPresent(tracker.url(), (url, h) -> h.failed());
    list.failed(tracker);
  }
}
