package zerobridge.site;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Piecefield;
import zerobridge.content.ContentException;
import zerobridge.content.FileEntry;
import zerobridge.content.PieceLayout;
import zerobridge.content.Piecemap;

/**
 * A big file of a site as it lies on disk: sparse at its final place, with a note of the pieces
 * that are verified. Nothing is written that the piecemap doesn't confirm, and nothing counts that
 * was not written so or found so. Safe for any thread; writers of one file take turns. Content
 * model, "Bigfile"; peer protocol, piecefield.
 */
final class BigFile {
  private static final Logger log = LoggerFactory.getLogger(BigFile.class);

  /** A new file gets this length at once, as the reference makes it; the rest grows by pieces. */
  private static final long FIRST_LENGTH = 5L << 20;

  final FileEntry entry;
  final PieceLayout layout;

  /** What peers told of their pieces before this moment said nothing of this file. */
  final long usedSinceNanos = System.nanoTime();

  private final Path file;
  private final Runnable changed;
  private final BitSet present = new BitSet();

  /** Pieces that were looked for on disk in vain, or can't be there. */
  private final BitSet looked = new BitSet();

  private @Nullable Piecemap piecemap;
  private boolean unforced;
  private boolean gone;
  private @Nullable String problem;

  /**
   * @param noted the pieces that an earlier run noted
   * @param changed told when there are more pieces
   * @throws ContentException if the file isn't listed in usable pieces
   */
  BigFile(FileEntry entry, Path file, Piecefield noted, Runnable changed) throws ContentException {
    this.entry = entry;
    this.layout = PieceLayout.of(entry);
    this.file = file;
    this.changed = changed;
    long length = length();
    // A file that was cut or lost has no pieces beyond its end, whatever was noted.
    for (int i = 0; i < layout.count(); i++) {
      boolean fits = end(i) <= length;
      present.set(i, fits && noted.has(i));
      looked.set(i, !fits);
    }
  }

  private long end(int piece) {
    return layout.offset(piece) + layout.length(piece);
  }

  /** The file's length on disk, 0 if there is none. */
  private long length() {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  Path file() {
    return file;
  }

  synchronized boolean has(int piece) {
    return present.get(piece);
  }

  synchronized boolean isComplete() {
    return present.cardinality() == layout.count();
  }

  /** How many pieces are here. */
  synchronized int countPresent() {
    return present.cardinality();
  }

  synchronized Piecefield pieces() {
    return Piecefield.of(present, layout.count());
  }

  /** How many bytes are here in all. */
  synchronized long bytesPresent() {
    long bytes = (long) present.cardinality() * layout.pieceSize();
    int last = layout.count() - 1;
    return present.get(last) ? bytes - layout.pieceSize() + layout.length(last) : bytes;
  }

  /** How many bytes are here from {@code position} on without a gap. */
  synchronized long readableFrom(long position) {
    if (position >= layout.size()) {
      return 0;
    }
    int missing = present.nextClearBit(layout.at(position));
    long end = missing >= layout.count() ? layout.size() : layout.offset(missing);
    return Math.max(0, end - position);
  }

  /** The hashes of the pieces are known. */
  synchronized void use(Piecemap verified) {
    piecemap = verified;
  }

  synchronized @Nullable Piecemap piecemap() {
    return piecemap;
  }

  /**
   * Verifies a piece and puts it in its place.
   *
   * @param bytes may be longer than the piece
   * @throws BadDataException if it isn't the piece that the piecemap lists
   * @throws StorageException if it can't be written; the message is for the person
   */
  synchronized void write(int piece, byte[] bytes) throws IOException {
    if (gone) {
      throw new StorageException("The file was deleted meanwhile", null);
    }
    if (present.get(piece)) {
      return;
    }
    int length = layout.length(piece);
    if (piecemap == null || !piecemap.isPiece(piece, bytes, length)) {
      throw new BadDataException("Invalid hash of piece " + piece);
    }
    try (FileChannel channel = open()) {
      if (channel.size() > layout.size()) {
        // What an older, longer version left behind.
        channel.truncate(layout.size());
      }
      ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
      long position = layout.offset(piece);
      while (rest.hasRemaining()) {
        position += channel.write(rest, position);
      }
    } catch (IOException e) {
      StorageException cause = fullOr(e);
      problem = cause.getMessage();
      throw cause;
    }
    problem = null;
    present.set(piece);
    unforced = true;
    changed.run();
  }

  /** Why the latest piece could not be written, if that is so; told once. */
  synchronized @Nullable String takeProblem() {
    String told = problem;
    problem = null;
    return told;
  }

  private FileChannel open() throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (Files.exists(file)) {
      return FileChannel.open(file, StandardOpenOption.WRITE);
    }
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE));
    long first = Math.min(layout.size(), FIRST_LENGTH);
    channel.write(ByteBuffer.wrap(new byte[1]), first - 1);
    return channel;
  }

  /** Says in plain words that the disk is full, if that is why writing failed. */
  private StorageException fullOr(IOException cause) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      if (folder != null
          && Files.isDirectory(folder)
          && Files.getFileStore(folder).getUsableSpace() < layout.pieceSize()) {
        int missing = layout.count() - present.cardinality();
        return new StorageException(
            "The disk is full, and "
                + missing
                + " of "
                + layout.count()
                + " pieces are missing: make room and try again",
            cause);
      }
    } catch (IOException e) {
      log.debug("The free space of {} is not known: {}", file, e.toString());
    }
    return new StorageException("Writing failed: " + cause, cause);
  }

  /**
   * Looks whether a piece that nobody noted is on disk: after a crash, or in a folder that somebody
   * brought along. Each piece is read once. What was not on disk when this program first looked at
   * the file is not looked for.
   *
   * @return whether the piece is here now
   */
  synchronized boolean find(int piece) throws IOException {
    if (!isWorthALook(piece) || piecemap == null || gone) {
      return present.get(piece);
    }
    looked.set(piece);
    byte[] bytes = new byte[layout.length(piece)];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      readFully(channel, ByteBuffer.wrap(bytes), layout.offset(piece));
    } catch (NoSuchFileException | EOFException e) {
      return false;
    }
    if (piecemap.isPiece(piece, bytes, bytes.length)) {
      present.set(piece);
      unforced = true;
      changed.run();
      return true;
    }
    return false;
  }

  /** Whether {@link #find} has not looked for the piece yet, and the file is long enough. */
  synchronized boolean isWorthALook(int piece) {
    return !present.get(piece) && !looked.get(piece);
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    long position = from;
    while (into.hasRemaining()) {
      int count = channel.read(into, position);
      if (count < 0) {
        throw new EOFException();
      }
      position += count;
    }
  }

  /** Whether a file of the right length lies there of which no piece is noted. */
  synchronized boolean isUnknown() {
    return present.isEmpty() && looked.isEmpty() && length() == layout.size();
  }

  /** Hashes a file of which nothing is noted: somebody may have brought it along. */
  void check() throws IOException {
    if (Piecemap.of(file, layout.pieceSize()).root().equals(entry.sha512())) {
      isWhole();
    }
  }

  /** The file on disk was just hashed as a whole and is right. */
  synchronized void isWhole() {
    if (gone) {
      return;
    }
    present.set(0, layout.count());
    unforced = true;
    changed.run();
  }

  /** The file goes: nothing of it is here any more, and nothing is written again. */
  synchronized void gone() {
    gone = true;
    present.clear();
  }

  /**
   * The pieces that are safely on disk now, to be noted: what is noted must still be there after a
   * power failure.
   *
   * @throws IOException if the disk can't say so
   */
  Piecefield forced() throws IOException {
    Piecefield pieces;
    synchronized (this) {
      pieces = pieces();
      if (!unforced) {
        return pieces;
      }
      unforced = false;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
      return pieces;
    } catch (NoSuchFileException e) {
      return Piecefield.none(layout.count());
    } catch (IOException e) {
      synchronized (this) {
        unforced = true;
      }
      throw e;
    }
  }

  /**
   * Whether the file on disk still has every piece that is noted, unchanged: reads them all.
   *
   * @throws IOException if it can't be read, or the piecemap isn't known
   */
  synchronized boolean stillHolds() throws IOException {
    Piecemap known = piecemap;
    if (known == null) {
      throw new IOException("The piecemap of " + entry.path() + " is not here");
    }
    byte[] bytes = new byte[layout.pieceSize()];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int i = present.nextSetBit(0); i >= 0; i = present.nextSetBit(i + 1)) {
        int length = layout.length(i);
        readFully(channel, ByteBuffer.wrap(bytes, 0, length), layout.offset(i));
        if (!known.isPiece(i, bytes, length)) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException | EOFException e) {
      return false;
    }
  }
}
