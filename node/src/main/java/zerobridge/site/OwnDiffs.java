package zerobridge.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.content.Diff;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.io.InnerPath;

/**
 * The old versions of JSON files that pages change, kept beside them as {@code -old} so that peers
 * get a difference instead of the file. They stay until somebody has the new version: a publication
 * while nobody is there does not lose them. Confined to the site's lane. Content specification,
 * diffs.
 */
final class OwnDiffs {
  private static final Logger log = LoggerFactory.getLogger(OwnDiffs.class);
  private static final String OLD = "-old";

  /** A larger file is fetched: comparing it would hold the site up. */
  private static final long MAX_COMPARED = 2 << 20;

  private final SiteCore core;

  OwnDiffs(SiteCore core) {
    this.core = core;
  }

  /** Before a file is overwritten: the version that peers have is kept, once. */
  static void keepOld(SiteCore core, InnerPath path) throws IOException {
    if (path.value().endsWith(".json")) {
      Path file = path.in(core.directory);
      Path old = old(core, path);
      if (Files.isRegularFile(file) && !Files.exists(old)) {
        Files.copy(file, old);
      }
    }
  }

  private static Path old(SiteCore core, InnerPath path) {
    return path.in(core.directory).resolveSibling(path.fileName() + OLD);
  }

  /**
   * The differences of a manifest's changed files by relative path; {@code false} for one that is
   * too large, as others say it.
   */
  Message of(InnerPath path) throws IOException {
    Manifest manifest = core.manifests.get(path);
    Map<String, Object> diffs = new LinkedHashMap<>();
    for (FileEntry entry : manifest == null ? List.<FileEntry>of() : files(manifest)) {
      Path old = old(core, entry.path());
      Path file = entry.path().in(core.directory);
      if (Files.isRegularFile(old) && Files.isRegularFile(file)) {
        String relative = entry.path().value().substring(path.directory().length());
        Optional<Diff> diff = between(old, file);
        diffs.put(relative, diff.isPresent() ? diff.get().toMessage() : false);
      }
    }
    return Message.of(diffs);
  }

  private static Optional<Diff> between(Path old, Path file) throws IOException {
    if (Files.size(old) > MAX_COMPARED || Files.size(file) > MAX_COMPARED) {
      return Optional.empty();
    }
    return Diff.between(Files.readAllBytes(old), Files.readAllBytes(file));
  }

  /** Somebody has the manifest's version: the next differences start from it. */
  void dropOld(InnerPath path) {
    Manifest manifest = core.manifests.get(path);
    for (FileEntry entry : manifest == null ? List.<FileEntry>of() : files(manifest)) {
      try {
        Files.deleteIfExists(old(core, entry.path()));
      } catch (IOException e) {
        log.warn("{}: the old {} was not deleted: {}", core.address, entry.path(), e.toString());
      }
    }
  }

  private static List<FileEntry> files(Manifest manifest) {
    return List.copyOf(manifest.files().values());
  }
}
