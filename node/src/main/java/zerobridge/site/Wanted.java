package zerobridge.site;

import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;

/** What a task fetches: a manifest, a listed file, or one piece of a big file. Immutable. */
sealed interface Wanted {
  /** The file that it is or belongs to. */
  InnerPath path();

  /** What makes it the same as another one in the queue. */
  Object key();

  /** How many bytes it takes, or probably takes. */
  long bytes();

  /** How much more urgent its name makes it. */
  int boost();

  /** Whether the peer may have it, for all we know. */
  boolean mayBeAt(Peer peer);

  /** Whether only some peers have it, so that connections to these may have to be opened. */
  default boolean isRare() {
    return false;
  }

  /** Its name in events and messages. */
  String label();

  /** A manifest, which is checked by its signature. */
  record Manifest(InnerPath path) implements Wanted {
    /** What one is expected to weigh before its size is known. */
    private static final long TYPICAL_BYTES = 1500;

    @Override
    public Object key() {
      return path;
    }

    @Override
    public long bytes() {
      return TYPICAL_BYTES;
    }

    @Override
    public int boost() {
      return TaskPriority.boost(path);
    }

    @Override
    public boolean mayBeAt(Peer peer) {
      return true;
    }

    @Override
    public String label() {
      return path.value();
    }
  }

  /** A file, which is checked by the hash that its manifest lists. */
  record File(FileEntry entry) implements Wanted {
    @Override
    public InnerPath path() {
      return entry.path();
    }

    @Override
    public boolean isRare() {
      return entry.optional();
    }

    @Override
    public Object key() {
      return entry.path();
    }

    @Override
    public long bytes() {
      return entry.size();
    }

    @Override
    public int boost() {
      return TaskPriority.boost(entry.path());
    }

    @Override
    public boolean mayBeAt(Peer peer) {
      return !entry.optional() || peer.hashfield.mayHave(entry.hashId());
    }

    @Override
    public String label() {
      return entry.path().value();
    }
  }

  /** A piece of a big file, which is checked by the file's piecemap. */
  record Piece(BigFile file, int index) implements Wanted {
    private record Key(InnerPath path, int index) {}

    @Override
    public InnerPath path() {
      return file.entry.path();
    }

    @Override
    public boolean isRare() {
      return true;
    }

    @Override
    public Object key() {
      return new Key(path(), index);
    }

    @Override
    public long bytes() {
      return file.layout.length(index);
    }

    @Override
    public int boost() {
      return 0;
    }

    @Override
    public boolean mayBeAt(Peer peer) {
      return peer.pieces.has(file, index);
    }

    /** The name that 0.7.2 gives to a piece, in bytes from and to. */
    @Override
    public String label() {
      long from = file.layout.offset(index);
      return path() + "|" + from + "-" + (from + bytes());
    }
  }
}
