package zerobridge.site;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounds the pieces of big files that all sites of a node may have on their way at once, since each
 * is in memory until it is verified. Safe for any thread.
 */
final class PieceBuffers {
  /** Of a mebibyte each at most: a quarter of the heap that the node is started with. */
  static final int MAX = 64;

  private final AtomicInteger taken = new AtomicInteger();

  /** Whether another piece may be asked for; several askers at once may exceed it by one each. */
  boolean hasRoom() {
    return taken.get() < MAX;
  }

  /** A piece is asked for. To be followed by {@link #release}. */
  void take() {
    taken.incrementAndGet();
  }

  void release() {
    taken.decrementAndGet();
  }
}
