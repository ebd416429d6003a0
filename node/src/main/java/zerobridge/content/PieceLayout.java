package zerobridge.content;

/**
 * How a big file is cut: every piece has the same size but for the last one, which may be shorter
 * (content model, "Bigfile").
 *
 * @param size bytes of the whole file, at least 1
 * @param pieceSize bytes of a piece, 1 to {@link #MAX_PIECE_BYTES}
 * @param count how many pieces there are, at most {@link #MAX_PIECES}
 */
public record PieceLayout(long size, int pieceSize, int count) {
  /** The piece size that everybody uses, and the largest that is accepted: a piece is in memory. */
  public static final int MAX_PIECE_BYTES = 1 << 20;

  /** 195 GiB in usual pieces; their hashes still fit into one bounded message. */
  public static final int MAX_PIECES = 200_000;

  /** Checks that the three agree. */
  public PieceLayout {
    if (size < 1
        || pieceSize < 1
        || pieceSize > MAX_PIECE_BYTES
        || count > MAX_PIECES
        || count != countOf(size, pieceSize)) {
      throw new IllegalArgumentException(size + " bytes in " + count + " pieces of " + pieceSize);
    }
  }

  /**
   * The layout of a listed file.
   *
   * @throws ContentException if it isn't listed in pieces, or in such as nobody could use
   */
  public static PieceLayout of(FileEntry entry) throws ContentException {
    FileEntry.Pieces pieces = entry.pieces();
    if (pieces == null || entry.size() < 1) {
      throw new ContentException("Not listed in pieces: " + entry.path());
    }
    if (pieces.pieceSize() < 1 || pieces.pieceSize() > MAX_PIECE_BYTES) {
      throw new ContentException(
          "Pieces of " + pieces.pieceSize() + " bytes, at most " + MAX_PIECE_BYTES + " may be");
    }
    long count = countOf(entry.size(), pieces.pieceSize());
    if (count > MAX_PIECES) {
      throw new ContentException(count + " pieces, at most " + MAX_PIECES + " may be");
    }
    return new PieceLayout(entry.size(), (int) pieces.pieceSize(), (int) count);
  }

  private static long countOf(long size, long pieceSize) {
    return (size - 1) / pieceSize + 1;
  }

  /** The piece that holds the byte at {@code position}, which must lie inside the file. */
  public int at(long position) {
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException("No byte of the file: " + position);
    }
    return (int) (position / pieceSize);
  }

  /** Where a piece begins. */
  public long offset(int piece) {
    return (long) piece * pieceSize;
  }

  /** How many bytes a piece has. */
  public int length(int piece) {
    return (int) Math.min(pieceSize, size - offset(piece));
  }
}
