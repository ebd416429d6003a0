package zerobridge.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import zerobridge.content.FileEntry;
import zerobridge.crypto.Hashes;

/** Whether a file on disk is still what its manifest lists. */
final class ChangedFile {
  /**
   * Only texts are compared by content: pictures are rarely changed without changing their size.
   */
  private static final Set<String> COMPARED = Set.of("json", "txt", "html", "js", "css");

  private static final double CLOCK_STEP = 1;

  private ChangedFile() {}

  /** Empty if the file isn't here. */
  static Optional<Boolean> differs(Path file, FileEntry entry, double modified) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (Files.getLastModifiedTime(file).toMillis() / 1000.0 <= modified + CLOCK_STEP) {
      return Optional.of(false);
    }
    if (Files.size(file) != entry.size()) {
      return Optional.of(true);
    }
    String name = entry.path().fileName();
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.of(
        COMPARED.contains(extension)
            && !Hashes.sha512Half(Files.readAllBytes(file)).equals(entry.sha512()));
  }
}
