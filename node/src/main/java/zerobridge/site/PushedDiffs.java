package zerobridge.site;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.content.Diff;
import zerobridge.content.FileEntry;
import zerobridge.crypto.Hashes;
import zerobridge.io.InnerPath;

/**
 * The line differences that a push brought along: they save the download of small changes. Nothing
 * of them is believed: the result must have the hash that the manifest lists, and only what proved
 * right is passed on. Confined to the site's lane.
 */
final class PushedDiffs {
  private static final Logger log = LoggerFactory.getLogger(PushedDiffs.class);

  /** What is passed on for one file; a right difference of honest peers is smaller. */
  private static final int MAX_PASSED_ON = 64 << 10;

  private final InnerPath manifest;
  private final Message diffs;
  private final Map<String, List<?>> proven = new LinkedHashMap<>();

  /**
   * Takes differences as received.
   *
   * @param manifest whose files they are about
   * @param diffs relative path to opcodes
   */
  PushedDiffs(InnerPath manifest, Message diffs) {
    this.manifest = manifest;
    this.diffs = diffs;
  }

  static PushedDiffs none() {
    return new PushedDiffs(InnerPath.ROOT_MANIFEST, Message.EMPTY);
  }

  /** Makes the new version from the one on disk; false when that isn't possible. */
  boolean apply(SiteCore core, FileEntry entry) {
    String path = entry.path().value();
    if (!path.startsWith(manifest.directory())) {
      return false;
    }
    String relative = path.substring(manifest.directory().length());
    if (!(diffs.value(relative) instanceof List<?> actions)) {
      // None, or false: the sender found it too large.
      return false;
    }
    try {
      byte[] fresh = Diff.parse(actions).apply(core.files.read(entry.path()), entry.size());
      if (!Hashes.sha512Half(fresh).equals(entry.sha512())) {
        log.debug("{}: the difference of {} gives another file", core.address, path);
        return false;
      }
      core.files.write(entry.path(), fresh);
      proven.put(relative, actions);
      log.debug("{}: the difference of {} made its new version", core.address, path);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      log.debug("{}: the difference of {} is of no use: {}", core.address, path, e.getMessage());
      return false;
    }
  }

  /** The differences that made the listed files, for the next receivers. */
  Message proven() {
    proven.values().removeIf(each -> MsgPackWriter.encode(each).length > MAX_PASSED_ON);
    return Message.of(proven);
  }
}
