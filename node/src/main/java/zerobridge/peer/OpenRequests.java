package zerobridge.peer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.MsgPackReader;

/**
 * The requests of ours on one connection: numbered and sent up to a limit, then waiting for their
 * turn. The limit is below what a node takes in before it stops reading, so that sending never
 * waits for an answer. Safe for any thread.
 */
final class OpenRequests {
  /** Requests on the way at once. Round trips vanish long before, and the peer's queue holds it. */
  static final int MAX_ON_THE_WAY = 128;

  /** More time for an answer that stands behind large ones. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** What is answered by lists that grow with a site's users and files. */
  private static final Set<String> LONG_LISTS = Set.of("listModified", "getPiecefields");

  // Guarded by this.
  private final Map<Long, PendingRequest> onTheWay = new HashMap<>();
  private final Queue<PendingRequest> waiting = new ArrayDeque<>();
  private long lastId;
  private @Nullable IOException failure;

  /** A request with its number. */
  record Numbered(long id, PendingRequest request) {}

  /** Takes a request in; fails it at once if the connection has ended. */
  void add(PendingRequest request) {
    IOException end;
    synchronized (this) {
      end = failure;
      if (end == null) {
        waiting.add(request);
      }
    }
    if (end != null) {
      request.fail(end);
    }
  }

  /** The next one to send, now numbered and on its way; {@code null} if none may be sent. */
  synchronized @Nullable Numbered next(long now) {
    if (onTheWay.size() >= MAX_ON_THE_WAY || failure != null) {
      return null;
    }
    PendingRequest request = waiting.poll();
    if (request == null) {
      return null;
    }
    // 0 belongs to the handshake.
    long id = ++lastId;
    request.sentAt = now;
    onTheWay.put(id, request);
    return new Numbered(id, request);
  }

  synchronized @Nullable PendingRequest find(long id) {
    return onTheWay.get(id);
  }

  synchronized @Nullable PendingRequest remove(long id) {
    return onTheWay.remove(id);
  }

  synchronized int size() {
    return onTheWay.size() + waiting.size();
  }

  /** Bytes that the next message may have: more while a long list is due (W29). */
  synchronized int messageLimit() {
    for (PendingRequest request : onTheWay.values()) {
      if (LONG_LISTS.contains(request.command)) {
        return MsgPackReader.MAX_LIST_BYTES;
      }
    }
    return MsgPackReader.MAX_MESSAGE_BYTES;
  }

  /** True if some request on its way has waited longer than it may. */
  synchronized boolean isAnyOverdue(long now, int factor) {
    for (PendingRequest request : onTheWay.values()) {
      if (now - request.sentAt > request.patience.toMillis() * factor) {
        return true;
      }
    }
    return false;
  }

  /**
   * Fails requests whose answers won't come although the connection lives: the reference drops
   * updates that others overtake. One with raw data stays, since its data may still come.
   */
  void expire(long now) {
    List<PendingRequest> expired = new ArrayList<>();
    synchronized (this) {
      onTheWay
          .values()
          .removeIf(
              request -> {
                boolean over =
                    request.maxStream() == 0
                        && now - request.sentAt > request.patience.plus(GRACE).toMillis();
                if (over) {
                  expired.add(request);
                }
                return over;
              });
    }
    expired.forEach(
        request -> request.fail(new RefusedException("No answer to " + request.command + ".")));
  }

  /** Fails all requests, and every later one. */
  void failAll(IOException cause) {
    List<PendingRequest> failed;
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
      failed = new ArrayList<>(onTheWay.values());
      failed.addAll(waiting);
      onTheWay.clear();
      waiting.clear();
    }
    failed.forEach(request -> request.fail(cause));
  }
}
