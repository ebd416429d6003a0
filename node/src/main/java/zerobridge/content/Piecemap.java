package zerobridge.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import zerobridge.codec.MsgPackWriter;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.Sha512Half;

/**
 * The hashes of a big file's pieces, and their root, by which a manifest lists it (content model,
 * "Bigfile"). Immutable.
 */
final class Piecemap {
  /** Bytes of a piece; the last one may be shorter. */
  static final int PIECE_BYTES = 1024 * 1024;

  /** Optional files from this size on are listed by pieces. */
  static final long LISTED_FROM_BYTES = 5L * PIECE_BYTES;

  static final String SUFFIX = ".piecemap.msgpack";

  private static final HexFormat HEX = HexFormat.of();
  private static final int BUFFER_BYTES = 64 * 1024;

  private final List<byte[]> pieces;

  private Piecemap(List<byte[]> pieces) {
    this.pieces = pieces;
  }

  /** Hashes a file piece by piece. */
  static Piecemap of(Path file) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] piece = in.readNBytes(PIECE_BYTES);
      do {
        pieces.add(HEX.parseHex(Hashes.sha512Half(piece)));
        piece = in.readNBytes(PIECE_BYTES);
      } while (piece.length > 0);
    }
    return new Piecemap(pieces);
  }

  /** The hash of a whole file. */
  static String hash(Path file) throws IOException {
    Sha512Half hash = new Sha512Half();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        hash.update(buffer, 0, n);
      }
    }
    return hash.hex();
  }

  /** Pairs hashed until one is left; an odd one at the end goes up unchanged. */
  String root() {
    List<byte[]> level = pieces;
    while (level.size() > 1) {
      List<byte[]> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(i + 1 < level.size() ? joined(level.get(i), level.get(i + 1)) : level.get(i));
      }
      level = above;
    }
    return HEX.formatHex(level.get(0));
  }

  private static byte[] joined(byte[] left, byte[] right) {
    Sha512Half hash = new Sha512Half();
    hash.update(left, 0, left.length);
    hash.update(right, 0, right.length);
    return HEX.parseHex(hash.hex());
  }

  /** The content of the piecemap file of a file called {@code fileName}. */
  byte[] encoded(String fileName) {
    return MsgPackWriter.encode(Map.of(fileName, Map.of("sha512_pieces", pieces)));
  }
}
