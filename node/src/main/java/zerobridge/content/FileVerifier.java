package zerobridge.content;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import zerobridge.crypto.Sha512Half;
import zerobridge.io.InnerPath;

/** Holds files against the manifests that list them (content model, "Other files"). */
public final class FileVerifier {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileLocator locator;

  /** Verifies against what {@code stored} says at the time of each question. */
  public FileVerifier(StoredManifests stored) {
    this.locator = new FileLocator(stored);
  }

  /**
   * Reads {@code content} to its end.
   *
   * @return why it is not the file at {@code path}; empty if it is
   */
  public Optional<String> problem(InnerPath path, InputStream content) throws IOException {
    Optional<FileLocation> location = locator.locate(path);
    if (location.isEmpty()) {
      return Optional.of("File not in content.json");
    }
    if (!(location.get() instanceof FileLocation.Listed listed)) {
      return Optional.of("Invalid hash");
    }
    Sha512Half hash = new Sha512Half();
    byte[] buffer = new byte[BUFFER_BYTES];
    long size = 0;
    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
      hash.update(buffer, 0, n);
      size += n;
    }
    return problem(listed.entry(), hash.hex(), size);
  }

  /** The hash is compared first: a wrong size then means that the manifest contradicts itself. */
  static Optional<String> problem(FileEntry entry, String sha512, long size) {
    if (!entry.sha512().equals(sha512)) {
      return Optional.of("Invalid hash");
    }
    return entry.size() == size
        ? Optional.empty()
        : Optional.of(
            "File size does not match " + entry.path() + " " + size + " <> " + entry.size());
  }
}
