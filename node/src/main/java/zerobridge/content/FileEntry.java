package zerobridge.content;

import org.jspecify.annotations.Nullable;
import zerobridge.io.InnerPath;

/**
 * A file as a manifest lists it.
 *
 * @param path relative to the site
 * @param manifest the manifest that lists it
 * @param sha512 first half of SHA-512, 64 hex digits; for big files the root over the pieces; empty
 *     if the manifest names none, and then nothing fits
 * @param size in bytes
 * @param optional downloaded on demand only
 * @param pieces how a big file is cut, null for others
 */
public record FileEntry(
    InnerPath path,
    InnerPath manifest,
    String sha512,
    long size,
    boolean optional,
    @Nullable Pieces pieces) {
  private static final int HASH_ID_DIGITS = 4;

  /**
   * A big file is verified piece by piece.
   *
   * @param piecemap the file that lists the hashes of the pieces, relative to the site
   * @param pieceSize in bytes, the last piece may be shorter
   */
  public record Pieces(InnerPath piecemap, long pieceSize) {}

  /** The short name of an optional file among peers, 0 to 65535; -1 if it has no proper hash. */
  public int hashId() {
    try {
      return sha512.length() < HASH_ID_DIGITS
          ? -1
          : Integer.parseUnsignedInt(sha512, 0, HASH_ID_DIGITS, 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
