package zerobridge.tracker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lists trackers, one a line, such as a file of a site that is kept up to date by
 * others (peer protocol, default trackers). Lines without {@code ://} are remarks; so a page of
 * HTML may be such a list. Looked at again at every use, read again when it changed. Safe for any
 * thread.
 */
public final class TrackerFile {
  private static final Logger log = LoggerFactory.getLogger(TrackerFile.class);
  private static final String DATA_DIRECTORY = "{data_dir}";

  /** Of a file that others may write, no more than this is read, and no more trackers are taken. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final int MAX_TRACKERS = 200;

  private final Path path;

  // Guarded by this.
  private @Nullable Version read;
  private List<Tracker> trackers = List.of();

  /** What tells whether the file has changed. */
  private record Version(FileTime modified, long size) {}

  public TrackerFile(Path path) {
    this.path = path;
  }

  /**
   * The file that an option names.
   *
   * @param text a path in which {@code {data_dir}} stands for the data directory
   */
  public static TrackerFile of(String text, Path dataDirectory) {
    return new TrackerFile(Path.of(text.replace(DATA_DIRECTORY, dataDirectory.toString())));
  }

  /** The trackers of now; the last ones while the file cannot be read. */
  synchronized List<Tracker> trackers() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      Version current = new Version(attributes.lastModifiedTime(), attributes.size());
      if (!current.equals(read)) {
        trackers = parse(read());
        read = current;
        log.info("{} trackers in {}", trackers.size(), path);
      }
    } catch (IOException e) {
      if (read != null || trackers.isEmpty()) {
        log.debug("{} cannot be read: {}", path, e.toString());
      }
      read = null;
    }
    return trackers;
  }

  private String read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
    }
  }

  /** The trackers of a text, each once; what looks like one and is none is passed over. */
  static List<Tracker> parse(String text) {
    Map<String, Tracker> trackers = new LinkedHashMap<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.contains("://") && !line.startsWith("#") && trackers.size() < MAX_TRACKERS) {
        try {
          trackers.putIfAbsent(line, Tracker.parse(line));
        } catch (IllegalArgumentException e) {
          log.debug("Not a tracker: {}", e.getMessage());
        }
      }
    }
    return List.copyOf(trackers.values());
  }
}
