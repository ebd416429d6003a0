package zerobridge.tracker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trackers that a node asks: those its person chose, those of files that may change while it
 * runs, and those that other nodes told of. Safe for any thread.
 */
public final class TrackerList {
  private final List<Tracker> chosen;
  private final List<TrackerFile> files;
  private final @Nullable TrackerSharing sharing;
  private final boolean udp;

  /**
   * Reads no file yet.
   *
   * @param chosen asked first
   * @param files read again whenever they changed
   * @param sharing what other nodes tell, {@code null} to take no notice
   * @param udp whether trackers that speak UDP are asked
   */
  public TrackerList(
      List<Tracker> chosen,
      List<TrackerFile> files,
      @Nullable TrackerSharing sharing,
      boolean udp) {
    this.chosen = List.copyOf(chosen);
    this.files = List.copyOf(files);
    this.sharing = sharing;
    this.udp = udp;
  }

  /** A list that does not change. */
  public static TrackerList of(List<Tracker> trackers) {
    return new TrackerList(trackers, List.of(), null, true);
  }

  /** The trackers of now, each once. */
  List<Tracker> current() {
    Map<String, Tracker> all = new LinkedHashMap<>();
    chosen.forEach(tracker -> all.putIfAbsent(tracker.url(), tracker));
    for (TrackerFile file : files) {
      file.trackers().forEach(tracker -> all.putIfAbsent(tracker.url(), tracker));
    }
    if (sharing != null) {
      sharing.shared().trackers().forEach(tracker -> all.putIfAbsent(tracker.url(), tracker));
    }
    all.values().removeIf(tracker -> !udp && tracker instanceof UdpTracker);
    return new ArrayList<>(all.values());
  }

  /** The list is about to be used for an announce: a good time to look for more. */
  void used() {
    if (sharing != null) {
      sharing.lookForMore();
    }
  }

  void succeeded(Tracker tracker, Duration latency) {
    if (sharing != null) {
      sharing.shared().succeeded(tracker.url(), latency);
    }
  }

  void failed(Tracker tracker) {
    if (sharing != null) {
      sharing.shared().failed(tracker.url());
    }
  }
}
