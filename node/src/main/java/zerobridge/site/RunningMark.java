package zerobridge.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that exists while a node runs: found at the start it says that the last run ended in a
 * crash or power failure, so that what was written last may be missing or short.
 */
final class RunningMark {
  private static final Logger log = LoggerFactory.getLogger(RunningMark.class);

  private final Path file;

  RunningMark(Path data) {
    this.file = data.resolve(".zerobridge-running");
  }

  /** Sets the mark; true if it was there. */
  boolean set() {
    try {
      if (Files.exists(file)) {
        return true;
      }
      Files.createFile(file);
    } catch (IOException e) {
      log.warn("A crash would not be noticed at the next start: {}", e.toString());
    }
    return false;
  }

  void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("The next start will look for missing files: {}", e.toString());
    }
  }
}
