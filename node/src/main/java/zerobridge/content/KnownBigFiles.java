package zerobridge.content;

import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributes;
import zerobridge.io.InnerPath;

/**
 * What the node knows about the big files on its disk: spares the signer from hashing gigabytes
 * again, and keeps it from taking a download that isn't finished for a new version. Implemented by
 * the layer that writes those files.
 */
@FunctionalInterface
public interface KnownBigFiles {
  /** Knows nothing, so that everything is hashed. */
  KnownBigFiles NONE = (path, sha512, now) -> false;

  /**
   * Whether the file on disk is beyond doubt what the manifest lists, whole or as far as it has
   * been downloaded.
   *
   * @param sha512 the root over the pieces that the manifest lists
   * @param now the file as it lies on disk
   * @throws IOException if nobody can know what the owner wants; the message says what to do
   */
  boolean isAsListed(InnerPath path, String sha512, BasicFileAttributes now) throws IOException;
}
