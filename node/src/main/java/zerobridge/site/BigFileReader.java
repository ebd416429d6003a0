package zerobridge.site;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;

/**
 * Reads a big file while it is being downloaded: what is needed at the reader's position comes
 * first, what follows is fetched ahead. A reader that is somewhere else now, or closed, lets go of
 * what it wanted before.
 *
 * <p>{@link #await} and {@link #close} are safe for any thread; one thread or chain of futures at a
 * time. Peer protocol, optional files.
 */
public final class BigFileReader implements AutoCloseable {
  static final int ANY_PIECE = -1;

  private static final int NEEDED_PRIORITY = 10;
  private static final int FIRST_AHEAD_PRIORITY = 3;
  private static final long AHEAD_BYTES = 2L << 20;

  /** For who has read {@link #LONG_READ_BYTES} in one go: probably watches a video. */
  private static final long FAR_AHEAD_BYTES = 5L << 20;

  private static final long LONG_READ_BYTES = 7L << 20;

  private final SiteCore core;
  private final BigFile file;

  // Confined to the site's lane.
  private long position = -1;
  private long readInOneGo;
  private @Nullable CompletableFuture<Long> waiting;
  private boolean closed;

  // Confined to the reading thread.
  private int lastPiece = ANY_PIECE;

  BigFileReader(SiteCore core, BigFile file) {
    this.core = core;
    this.file = file;
  }

  /** What the manifest lists. */
  public FileEntry entry() {
    return file.entry;
  }

  /** Where the file lies, as far as it is here. */
  public Path file() {
    return file.file();
  }

  /** Whether all of it is here. */
  public boolean isComplete() {
    return file.isComplete();
  }

  /** How many bytes are here in verified pieces. */
  public long bytesPresent() {
    return file.bytesPresent();
  }

  /**
   * Waits until the byte at {@code from} can be read from {@link #file}.
   *
   * @return how many bytes can be read from there on, at least 1; fails with an {@code IOException}
   *     that says why the piece could not be had
   */
  public CompletableFuture<Long> await(long from) {
    if (from < 0 || from >= file.layout.size()) {
      return CompletableFuture.failedFuture(new IOException("The file ends before byte " + from));
    }
    long here = file.readableFrom(from);
    int piece = file.layout.at(from);
    if (here > 0) {
      if (piece != lastPiece && !file.isComplete()) {
        lastPiece = piece;
        core.lane.execute(() -> move(from, null));
      }
      return CompletableFuture.completedFuture(here);
    }
    lastPiece = piece;
    CompletableFuture<Long> ready = new CompletableFuture<>();
    core.lane.execute(() -> move(from, ready));
    return ready;
  }

  private void move(long to, @Nullable CompletableFuture<Long> ready) {
    if (closed) {
      if (ready != null) {
        ready.completeExceptionally(new IOException("The reader was closed"));
      }
      return;
    }
    if (!core.settings.get().serving()) {
      if (ready != null) {
        ready.completeExceptionally(new IOException("The site is paused"));
      }
      return;
    }
    long step = to - position;
    readInOneGo = position >= 0 && step >= 0 && step <= AHEAD_BYTES ? readInOneGo + step : 0;
    position = to;
    waiting = ready;
    core.bigDownloads().of(file).moved(this);
  }

  /** Pieces at and after the position, with priorities. On the lane. */
  Map<Integer, Integer> wants() {
    Map<Integer, Integer> wants = new LinkedHashMap<>();
    int first = file.layout.at(position);
    wants.put(first, NEEDED_PRIORITY);
    long ahead = readInOneGo > LONG_READ_BYTES ? FAR_AHEAD_BYTES : AHEAD_BYTES;
    int last = file.layout.at(Math.min(file.layout.size() - 1, position + ahead));
    int priority = FIRST_AHEAD_PRIORITY;
    for (int piece = first + 1; piece <= last; piece++) {
      wants.put(piece, priority);
      priority = Math.max(0, priority - 1);
    }
    return wants;
  }

  /** Tells who waits if the piece is here. On the lane. */
  void serve() {
    CompletableFuture<Long> due = waiting;
    long here = due == null ? 0 : file.readableFrom(position);
    if (due != null && here > 0) {
      waiting = null;
      due.complete(here);
    }
  }

  /** A piece could not be had. On the lane. */
  void failed(int piece, String reason) {
    CompletableFuture<Long> due = waiting;
    if (due != null && (piece == ANY_PIECE || piece == file.layout.at(position))) {
      waiting = null;
      due.completeExceptionally(new IOException(reason));
    }
  }

  /** Lets go of everything that nobody else wants. */
  @Override
  public void close() {
    core.lane.execute(
        () -> {
          closed = true;
          failed(ANY_PIECE, "The reader was closed");
          if (position >= 0) {
            core.bigDownloads().of(file).left(this);
          }
        });
  }
}
