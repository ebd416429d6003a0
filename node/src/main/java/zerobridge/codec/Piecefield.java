package zerobridge.codec;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Which pieces of one big file a node has. Immutable; safe for any thread.
 *
 * <p>Packed as run lengths of two bytes each, low byte first, of pieces that are there and that are
 * missing in turn, beginning with those that are there (peer protocol, piecefield). The reference
 * takes a field with a run above {@link #MAX_RUN} for empty, so longer ones are written in parts
 * with nothing of the other kind between; they are read as they come.
 */
public final class Piecefield {
  /** The longest run that every node reads. */
  public static final int MAX_RUN = 10_000;

  private static final int RUN_BYTES = 2;

  private final BitSet present;
  private final int pieces;

  /** Takes over {@code present}. */
  private Piecefield(BitSet present, int pieces) {
    this.present = present;
    this.pieces = pieces;
  }

  /** Nothing of a file of {@code pieces} pieces. */
  public static Piecefield none(int pieces) {
    return of(new BitSet(), pieces);
  }

  /** The whole of a file of {@code pieces} pieces. */
  public static Piecefield all(int pieces) {
    BitSet present = new BitSet(pieces);
    present.set(0, pieces);
    return new Piecefield(present, pieces);
  }

  /**
   * The pieces whose bits are set.
   *
   * @throws IllegalArgumentException if a bit is set behind the last piece
   */
  public static Piecefield of(BitSet present, int pieces) {
    if (pieces < 0 || present.length() > pieces) {
      throw new IllegalArgumentException(
          "A file of " + pieces + " pieces has no piece " + (present.length() - 1) + ".");
    }
    return new Piecefield((BitSet) present.clone(), pieces);
  }

  /**
   * Reads a packed field. Pieces that it says nothing about are missing.
   *
   * @param pieces how many the file has
   * @throws ProtocolException if the length is odd or the runs reach beyond the file
   */
  public static Piecefield unpack(byte[] packed, int pieces) throws ProtocolException {
    if (packed.length % RUN_BYTES != 0) {
      throw new ProtocolException("A packed piecefield has an odd number of bytes.");
    }
    if (packed.length > maxPackedBytes(pieces)) {
      throw new ProtocolException("A packed piecefield has more runs than its file has pieces.");
    }
    BitSet present = new BitSet();
    int position = 0;
    for (int i = 0; i < packed.length; i += RUN_BYTES) {
      int run = (packed[i] & 0xff) | (packed[i + 1] & 0xff) << 8;
      if (run > pieces - position) {
        throw new ProtocolException("A packed piecefield reaches beyond the end of its file.");
      }
      if (i % (2 * RUN_BYTES) == 0) {
        present.set(position, position + run);
      }
      position += run;
    }
    return new Piecefield(present, pieces);
  }

  /**
   * A run for each piece and an empty one between the parts of each long one, and room to spare.
   */
  private static long maxPackedBytes(int pieces) {
    return RUN_BYTES * (2L * pieces + 2);
  }

  /** The packed form, of all pieces; empty for a file without any. */
  public byte[] pack() {
    Runs runs = new Runs(pieces);
    for (int position = 0; position < pieces; ) {
      int missing = Math.min(present.nextClearBit(position), pieces);
      runs.add(missing - position);
      int next = present.nextSetBit(missing);
      position = next < 0 ? pieces : next;
      if (position > missing) {
        runs.add(position - missing);
      }
    }
    return runs.toBytes();
  }

  /** How many pieces the file has. */
  public int pieces() {
    return pieces;
  }

  /** True if the piece is there; false for one that the file doesn't have. */
  public boolean has(int piece) {
    return piece >= 0 && present.get(piece);
  }

  /** How many pieces are there. */
  public int cardinality() {
    return present.cardinality();
  }

  /** True if no piece is missing. */
  public boolean isComplete() {
    return cardinality() == pieces;
  }

  /** The missing pieces in their order. */
  public IntStream missing() {
    return IntStream.range(0, pieces).filter(piece -> !present.get(piece));
  }

  /** The pieces that are there, in their order. */
  public IntStream present() {
    return IntStream.range(0, pieces).filter(present::get);
  }

  /**
   * This field with one more piece there.
   *
   * @throws IllegalArgumentException if the file has no such piece
   */
  public Piecefield with(int piece) {
    return changed(piece, true);
  }

  /**
   * This field with one piece missing.
   *
   * @throws IllegalArgumentException if the file has no such piece
   */
  public Piecefield without(int piece) {
    return changed(piece, false);
  }

  private Piecefield changed(int piece, boolean there) {
    if (piece < 0 || piece >= pieces) {
      throw new IllegalArgumentException(
          "A file of " + pieces + " pieces has no piece " + piece + ".");
    }
    if (present.get(piece) == there) {
      return this;
    }
    BitSet changed = (BitSet) present.clone();
    changed.set(piece, there);
    return new Piecefield(changed, pieces);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Piecefield field
        && pieces == field.pieces
        && present.equals(field.present);
  }

  @Override
  public int hashCode() {
    return 31 * present.hashCode() + pieces;
  }

  @Override
  public String toString() {
    return cardinality() + " of " + pieces + " pieces";
  }

  /** Collects run lengths. */
  private static final class Runs {
    private byte[] bytes;
    private int used;

    Runs(int pieces) {
      bytes = new byte[Math.min(64, RUN_BYTES * (pieces + 1))];
    }

    void add(int length) {
      int rest = length;
      while (rest > MAX_RUN) {
        put(MAX_RUN);
        put(0);
        rest -= MAX_RUN;
      }
      put(rest);
    }

    private void put(int run) {
      if (used + RUN_BYTES > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(16, 2 * bytes.length));
      }
      bytes[used++] = (byte) run;
      bytes[used++] = (byte) (run >> 8);
    }

    byte[] toBytes() {
      return Arrays.copyOf(bytes, used);
    }
  }
}
