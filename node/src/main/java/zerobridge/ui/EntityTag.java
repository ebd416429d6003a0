package zerobridge.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.content.FileLocator;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;

/** Strong entity tags from the hash that a manifest gives a file (RFC 9110, 8.8.3). */
final class EntityTag {
  private EntityTag() {}

  /**
   * The tag of a file on disk; empty if its manifest says nothing of it, or of another size, or the
   * site is the person's own, whose files change before they are signed.
   */
  static Optional<String> of(Site site, InnerPath path, Path file) throws IOException {
    if (site.settings().own()) {
      return Optional.empty();
    }
    long size = Files.size(file);
    return new FileLocator(site::manifest)
        .entry(path)
        .filter(entry -> entry.size() == size && !entry.sha512().isEmpty())
        .map(entry -> "\"" + entry.sha512() + "\"");
  }

  /** The tag of a listed file, whatever of it is here; empty if the site is the person's own. */
  static Optional<String> of(Site site, FileEntry entry) {
    return site.settings().own() || entry.sha512().isEmpty()
        ? Optional.empty()
        : Optional.of("\"" + entry.sha512() + "\"");
  }

  /** Whether an If-None-Match header names the tag; weak comparison is enough there. */
  static boolean matches(@Nullable String header, String tag) {
    if (header == null) {
      return false;
    }
    for (String one : header.split(",", -1)) {
      String bare = one.strip();
      if (bare.equals("*") || (bare.startsWith("W/") ? bare.substring(2) : bare).equals(tag)) {
        return true;
      }
    }
    return false;
  }
}
