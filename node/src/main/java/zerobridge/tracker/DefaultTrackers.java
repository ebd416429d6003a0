package zerobridge.tracker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The lists of trackers that this program brings along as files (peer protocol, default trackers).
 * Immutable.
 */
public final class DefaultTrackers {
  private static final List<Tracker> CURRENT = read("trackers.txt");
  private static final List<Tracker> HISTORIC = read("historic-trackers.txt");

  private DefaultTrackers() {}

  /** Public BitTorrent trackers, asked if the person names no others. */
  public static List<Tracker> current() {
    return CURRENT;
  }

  /** Those of old programs, which don't answer any more: never asked by default. */
  public static List<Tracker> historic() {
    return HISTORIC;
  }

  private static List<Tracker> read(String name) {
    try (InputStream file = DefaultTrackers.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(name + " is missing from this build");
      }
      return TrackerFile.parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
