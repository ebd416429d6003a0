package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerobridge.peer.PeerConnection;

/**
 * One connection at work for a site: several requests are open at once so that neither side ever
 * waits for the other's answer. The window grows with each success and shrinks when the peer
 * stalls. Confined to the site's lane but for {@link #received}.
 */
final class SwarmLink {
  static final int MAX_WINDOW = 48;
  private static final int FIRST_WINDOW = 6;

  /** Bytes asked for at once; a slow peer must not sit on much more than a browser waits for. */
  private static final long MAX_BYTES = 4 << 20;

  /**
   * Pieces of big files asked for at once: enough to keep a fast line busy, few enough that a piece
   * somebody waits for now doesn't stand behind many that are wanted some time.
   */
  private static final int MAX_PIECES = 2;

  private static final int MAX_BAD_DATA = 3;
  private static final long SLOW_NANOS = Duration.ofSeconds(30).toNanos();

  /** When the others have nothing else to do, a small file need not wait for a slow peer. */
  private static final long SLOW_AT_THE_END_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long SMALL_BYTES = 1 << 20;

  final Peer peer;
  final PeerConnection connection;

  private final Map<DownloadTask, Running> running = new LinkedHashMap<>();
  private final Refusals refusals = new Refusals();
  private int window = FIRST_WINDOW;
  private long bytes;
  private int badData;
  private boolean stalled;

  /** The state of the queue in which nothing was found for this peer. */
  private int searchedAt = -1;

  private volatile long lastReceived;

  private record Running(long bytes, long sinceNanos) {}

  SwarmLink(Peer peer, PeerConnection connection, long nowNanos) {
    this.peer = peer;
    this.connection = connection;
    this.lastReceived = nowNanos;
  }

  boolean hasRoom() {
    return !stalled && running.size() < window && (bytes < MAX_BYTES || running.isEmpty());
  }

  /** Whether the task may be given to this peer: it has not failed it and does not run it now. */
  boolean mayRun(DownloadTask task) {
    return task.mayAsk(peer)
        && !running.containsKey(task)
        && (!task.isPiece() || runningPieces() < MAX_PIECES);
  }

  private long runningPieces() {
    return running.keySet().stream().filter(DownloadTask::isPiece).count();
  }

  /** Whether the queue is known to hold nothing for this peer. */
  boolean isWithoutTask(TaskQueue queue) {
    return searchedAt == queue.changes();
  }

  /** The queue was searched in vain. */
  void foundNothing(TaskQueue queue) {
    searchedAt = queue.changes();
  }

  boolean isBusy() {
    return !running.isEmpty();
  }

  void started(DownloadTask task, long expectedBytes, long nowNanos) {
    if (running.isEmpty()) {
      lastReceived = nowNanos;
    }
    running.put(task, new Running(expectedBytes, nowNanos));
    bytes += expectedBytes;
  }

  /** False if the task was not running here (any more). */
  boolean ended(DownloadTask task) {
    // There is room for a further piece, perhaps.
    searchedAt = -1;
    Running known = running.remove(task);
    if (known == null) {
      return false;
    }
    bytes -= known.bytes();
    return true;
  }

  /** An answer came in full. */
  void succeeded() {
    window = Math.min(MAX_WINDOW, window + 1);
    stalled = false;
    refusals.succeeded();
  }

  /** Called by the reading thread whenever bytes of this site arrive. */
  void received(long nowNanos) {
    lastReceived = nowNanos;
  }

  long silentNanos(long nowNanos) {
    return running.isEmpty() ? 0 : nowNanos - lastReceived;
  }

  /** It owes answers and is silent: gets nothing more until it speaks again. */
  void stall() {
    stalled = true;
    window = 1;
  }

  boolean isStalled() {
    return stalled;
  }

  /** An answer was only an error; true when the peer says nothing else for minutes. */
  boolean refused(long nowNanos) {
    return refusals.refused(nowNanos);
  }

  /** Counts provably wrong data; true when the peer is not worth another try now. */
  boolean gaveBadData() {
    return ++badData >= MAX_BAD_DATA;
  }

  /**
   * The tasks that another peer had better fetch too, none of which runs twice yet.
   *
   * @param othersAreFree whether no other task is left to do
   */
  List<DownloadTask> slow(long nowNanos, boolean othersAreFree) {
    List<DownloadTask> found = new ArrayList<>();
    running.forEach(
        (task, known) -> {
          boolean soon = othersAreFree && known.bytes() <= SMALL_BYTES;
          long limit = soon ? SLOW_AT_THE_END_NANOS : SLOW_NANOS;
          if (task.running() < 2 && nowNanos - known.sinceNanos() > limit) {
            found.add(task);
          }
        });
    return found;
  }

  /** The tasks that run here for longer than the given time. */
  List<DownloadTask> runningLongerThan(long nanos, long nowNanos) {
    List<DownloadTask> found = new ArrayList<>();
    running.forEach(
        (task, known) -> {
          if (nowNanos - known.sinceNanos() > nanos) {
            found.add(task);
          }
        });
    return found;
  }

  List<DownloadTask> running() {
    return new ArrayList<>(running.keySet());
  }
}
