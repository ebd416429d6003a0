package zerobridge.tracker;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import zerobridge.io.Threads;
import zerobridge.net.NetworkRefusedException;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.TrackerAddress;

/**
 * One connection to each tracker that is a node: made when it is needed, shared by all who ask at
 * that time, closed when nobody has for a while. Blocks; safe for any thread.
 */
final class TrackerConnections implements AutoCloseable {
  /** As long as a node keeps the connection of a client that is silent (peer protocol, timers). */
  static final Duration IDLE = Duration.ofSeconds(20);

  private final @Nullable PeerNetwork network;
  private final Threads threads;
  private final Duration idle;
  private final Map<TrackerAddress, Held> held = new ConcurrentHashMap<>();

  /** A connection, perhaps still in the making. */
  private static final class Held {
    final CompletableFuture<PeerConnection> connection = new CompletableFuture<>();
    final AtomicInteger users = new AtomicInteger();
    final AtomicInteger uses = new AtomicInteger();

    boolean isUsable() {
      return !connection.isDone()
          || (!connection.isCompletedExceptionally() && connection.join().isOpen());
    }

    void close() {
      if (connection.isDone() && !connection.isCompletedExceptionally()) {
        connection.join().close("The tracker is not needed now.");
      }
    }
  }

  /** The use of a connection until {@link #close}. */
  final class Use implements AutoCloseable {
    private final TrackerAddress address;
    private final Held current;
    private final PeerConnection connection;

    private Use(TrackerAddress address, Held current, PeerConnection connection) {
      this.address = address;
      this.current = current;
      this.connection = connection;
    }

    PeerConnection connection() {
      return connection;
    }

    @Override
    public void close() {
      current.users.decrementAndGet();
      int uses = current.uses.get();
      ScheduledFuture<?> unused =
          threads.after(idle, "idle tracker", () -> closeUnlessUsed(address, current, uses));
    }
  }

  /**
   * Makes no connection yet.
   *
   * @param network {@code null} where trackers of this kind are not asked
   */
  TrackerConnections(@Nullable PeerNetwork network, Threads threads, Duration idle) {
    this.network = network;
    this.threads = threads;
    this.idle = idle;
  }

  /** The connection to a tracker. */
  Use open(TrackerAddress address) throws IOException {
    if (network == null) {
      throw new NetworkRefusedException("Trackers that are nodes are not asked here.");
    }
    Held fresh = new Held();
    Held chosen =
        held.compute(address, (a, known) -> known != null && known.isUsable() ? known : fresh);
    chosen.users.incrementAndGet();
    chosen.uses.incrementAndGet();
    if (chosen == fresh) {
      connect(network, address, fresh);
    }
    try {
      return new Use(address, chosen, chosen.connection.join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private void connect(PeerNetwork way, TrackerAddress address, Held fresh) {
    try {
      fresh.connection.complete(way.connectTracker(address));
    } catch (IOException | RuntimeException e) {
      held.remove(address, fresh);
      fresh.connection.completeExceptionally(e);
    }
  }

  private void closeUnlessUsed(TrackerAddress address, Held current, int uses) {
    boolean untouched = current.users.get() == 0 && current.uses.get() == uses;
    if (untouched && held.remove(address, current)) {
      current.close();
    }
  }

  @Override
  public void close() {
    held.values().forEach(Held::close);
    held.clear();
  }
}
