package zerobridge.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.content.PieceLayout;
import zerobridge.content.Piecemap;
import zerobridge.crypto.Hashes;

/** Checks a big file on disk piece by piece, without a running node or notes. */
final class BigFileCheck {
  private BigFileCheck() {}

  /**
   * Compares with the listed hashes. Pieces that are not here yet read as zeros and are no fault.
   *
   * @param manifest that lists the file and its piecemap
   * @return null when it is whole and right, empty when it is right as far as it is here, else the
   *     fault
   */
  static @Nullable String fault(FileEntry entry, Path file, Path directory, Manifest manifest)
      throws IOException {
    PieceLayout layout = PieceLayout.of(entry);
    FileEntry.Pieces pieces = entry.pieces();
    Path piecemapFile = pieces == null ? file : pieces.piecemap().in(directory);
    if (pieces == null || !Files.isRegularFile(piecemapFile)) {
      boolean right = Piecemap.of(file, layout.pieceSize()).root().equals(entry.sha512());
      return right ? null : "Invalid hash, or incomplete and without its piecemap";
    }
    byte[] encoded = Files.readAllBytes(piecemapFile);
    FileEntry listed = manifest.entry(pieces.piecemap()).orElse(null);
    if (listed == null || !listed.sha512().equals(Hashes.sha512Half(encoded))) {
      return "Its piecemap is not the listed one";
    }
    return fault(file, layout, Piecemap.parse(encoded, entry));
  }

  private static @Nullable String fault(Path file, PieceLayout layout, Piecemap piecemap)
      throws IOException {
    if (Files.size(file) > layout.size()) {
      return "File size does not match " + Files.size(file) + " <> " + layout.size();
    }
    byte[] piece = new byte[layout.pieceSize()];
    int right = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int i = 0; i < layout.count(); i++) {
        int length = in.readNBytes(piece, 0, layout.length(i));
        if (length == layout.length(i) && piecemap.isPiece(i, piece, length)) {
          right++;
        } else if (!isZero(piece, length)) {
          return "Invalid hash of piece " + i;
        }
      }
    }
    return right == layout.count() ? null : "";
  }

  private static boolean isZero(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
