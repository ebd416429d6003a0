package zerobridge.content;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.Sha512Half;

/**
 * The hashes of a big file's pieces, and their root, by which a manifest lists it (content model,
 * "Bigfile"). Immutable.
 */
public final class Piecemap {
  /** Bytes of a piece; the last one may be shorter. */
  static final int PIECE_BYTES = PieceLayout.MAX_PIECE_BYTES;

  /** Optional files from this size on are listed by pieces. */
  static final long LISTED_FROM_BYTES = 5L * PIECE_BYTES;

  static final String SUFFIX = ".piecemap.msgpack";

  private static final HexFormat HEX = HexFormat.of();
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int HASH_BYTES = 32;
  private static final String PIECES = "sha512_pieces";

  private final List<byte[]> pieces;

  private Piecemap(List<byte[]> pieces) {
    this.pieces = pieces;
  }

  /** Hashes a file in pieces of the usual size. */
  static Piecemap of(Path file) throws IOException {
    return of(file, PIECE_BYTES);
  }

  /**
   * Hashes a file piece by piece; holds one piece in memory.
   *
   * @param pieceSize bytes of a piece, at most {@link PieceLayout#MAX_PIECE_BYTES}
   */
  public static Piecemap of(Path file, int pieceSize) throws IOException {
    List<byte[]> pieces = new ArrayList<>();
    byte[] piece = new byte[pieceSize];
    try (InputStream in = Files.newInputStream(file)) {
      int count = in.readNBytes(piece, 0, pieceSize);
      do {
        pieces.add(HEX.parseHex(hash(piece, count)));
        count = in.readNBytes(piece, 0, pieceSize);
      } while (count > 0);
    }
    return new Piecemap(pieces);
  }

  /**
   * Reads a piecemap file and holds it against the file that it is for: there must be a hash for
   * every piece, and their root must be the listed one, which the reference doesn't check.
   *
   * @param encoded the content of the piecemap file, itself verified as a listed file
   * @throws ContentException if it isn't the piecemap of {@code entry}
   */
  public static Piecemap parse(byte[] encoded, FileEntry entry) throws ContentException {
    PieceLayout layout = PieceLayout.of(entry);
    Message one = decode(encoded).map(entry.path().fileName());
    if (one == null || one.list(PIECES).size() != layout.count()) {
      throw new ContentException(
          "The piecemap doesn't list " + layout.count() + " pieces of " + entry.path().fileName());
    }
    List<byte[]> pieces = one.binaries(PIECES);
    if (pieces.size() != layout.count() || pieces.stream().anyMatch(p -> p.length != HASH_BYTES)) {
      throw new ContentException("The piecemap has hashes of a wrong length");
    }
    Piecemap piecemap = new Piecemap(List.copyOf(pieces));
    if (!piecemap.root().equals(entry.sha512())) {
      throw new ContentException("The piecemap is of another file: its root is not the listed one");
    }
    return piecemap;
  }

  private static Message decode(byte[] encoded) throws ContentException {
    try {
      Message map = new MsgPackReader(new ByteArrayInputStream(encoded)).next();
      return map == null ? Message.EMPTY : map;
    } catch (ProtocolException e) {
      throw new ContentException("The piecemap is malformed: " + e.getMessage());
    } catch (IOException e) {
      throw new ContentException("The piecemap ends too early");
    }
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

  private static String hash(byte[] bytes, int length) {
    Sha512Half hash = new Sha512Half();
    hash.update(bytes, 0, length);
    return hash.hex();
  }

  /** How many pieces there are. */
  public int count() {
    return pieces.size();
  }

  /** Whether the first {@code length} of {@code bytes} are the piece with this number. */
  public boolean isPiece(int index, byte[] bytes, int length) {
    return HEX.formatHex(pieces.get(index)).equals(hash(bytes, length));
  }

  /** Pairs hashed until one is left; an odd one at the end goes up unchanged. */
  public String root() {
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
    return MsgPackWriter.encode(Map.of(fileName, Map.of(PIECES, pieces)));
  }
}
