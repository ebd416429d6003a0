package zerobridge.site;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.content.Diff;
import zerobridge.content.FileEntry;
import zerobridge.crypto.Hashes;
import zerobridge.io.InnerPath;

/**
 * The line differences that a push brought along: they save the download of small changes. Nothing
 * of them is believed: the result must have the hash that the manifest lists.
 *
 * @param manifest whose files they are about
 * @param diffs relative path to opcodes, as received
 */
record PushedDiffs(InnerPath manifest, Message diffs) {
  static final PushedDiffs NONE = new PushedDiffs(InnerPath.ROOT_MANIFEST, Message.EMPTY);

  private static final Logger log = LoggerFactory.getLogger(PushedDiffs.class);

  /** Makes the new version from the one on disk; false when that isn't possible. On the lane. */
  boolean apply(SiteCore core, FileEntry entry) {
    String path = entry.path().value();
    if (!path.startsWith(manifest.directory())) {
      return false;
    }
    String relative = path.substring(manifest.directory().length());
    if (!diffs.has(relative)) {
      return false;
    }
    try {
      byte[] fresh =
          Diff.parse(diffs.list(relative)).apply(core.files.read(entry.path()), entry.size());
      if (!Hashes.sha512Half(fresh).equals(entry.sha512())) {
        log.debug("{}: the difference of {} gives another file", core.address, path);
        return false;
      }
      core.files.write(entry.path(), fresh);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      log.debug("{}: the difference of {} is of no use: {}", core.address, path, e.getMessage());
      return false;
    }
  }

  /** Relative paths with a difference. */
  List<String> paths() {
    return diffs.fields().keySet().stream().map(String::valueOf).toList();
  }
}
