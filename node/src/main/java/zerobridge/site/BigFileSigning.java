package zerobridge.site;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.FileEntry;
import zerobridge.content.KnownBigFiles;
import zerobridge.content.ManifestSigner;
import zerobridge.io.InnerPath;

/**
 * Big files at one signing: those that beyond doubt are as they were listed are not hashed again,
 * the others are here whole afterwards. Confined to the site's lane.
 */
final class BigFileSigning implements KnownBigFiles {
  private static final Logger log = LoggerFactory.getLogger(BigFileSigning.class);

  private final SiteCore core;
  private final Set<InnerPath> kept = new HashSet<>();

  BigFileSigning(SiteCore core) {
    this.core = core;
  }

  @Override
  public boolean isAsListed(InnerPath path, String sha512, BasicFileAttributes now)
      throws IOException {
    FileEntry entry = core.files.entry(path);
    BigFile file = entry == null ? null : core.bigFiles.of(entry);
    if (file == null || !file.entry.sha512().equals(sha512) || file.countPresent() == 0) {
      return false;
    }
    boolean same = file.isComplete() ? isUnchanged(file, now) : isUnfinished(file, now);
    if (same) {
      kept.add(path);
    }
    return same;
  }

  private boolean isUnchanged(BigFile file, BasicFileAttributes now) {
    if (!core.bigFiles.isStamped(file.entry, now)) {
      return false;
    }
    try {
      loadPiecemap(file);
      return true;
    } catch (IOException e) {
      log.debug("{} is hashed again: {}", file.entry.path(), e.toString());
      return false;
    }
  }

  /** A download that has not ended is listed as before; a file put in its place is not. */
  private boolean isUnfinished(BigFile file, BasicFileAttributes now) throws IOException {
    try {
      loadPiecemap(file);
    } catch (IOException e) {
      throw new SiteException(
          file.entry.path()
              + " is here in part and its piecemap is not: fetch it whole or delete it first");
    }
    return now.size() <= file.layout.size() && file.stillHolds();
  }

  private void loadPiecemap(BigFile file) throws IOException {
    FileEntry.Pieces pieces = file.entry.pieces();
    FileEntry listed = pieces == null ? null : core.files.entry(pieces.piecemap());
    if (listed == null) {
      throw new IOException("No piecemap is listed");
    }
    core.bigFiles.loadPiecemap(file, listed);
  }

  /** Notes what the signer hashed. */
  void done(ManifestSigner.Signed signed) {
    for (FileEntry entry : signed.optionalPresent()) {
      if (entry.pieces() != null && !kept.contains(entry.path())) {
        core.bigFiles.signed(entry);
      }
    }
  }
}
