package zerobridge.peer;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.MsgPackWriter;

/**
 * Sends the requests of ours that may go. The reading thread never writes itself: when both ends
 * stream to each other, each would wait for the other to read. Safe for any thread.
 */
final class RequestSender {
  private final OpenRequests requests;
  private final Outbox outbox;
  private final RequestQueue queue;
  private final InstantSource clock;
  private final Consumer<String> broken;

  /** Reasons to send that came from the reading thread and are not dealt with yet. */
  private final AtomicInteger sendsDue = new AtomicInteger();

  private volatile @Nullable Thread readingThread;

  /**
   * Sends for one connection.
   *
   * @param broken is told why nothing can be sent any more
   */
  RequestSender(
      OpenRequests requests,
      Outbox outbox,
      RequestQueue queue,
      InstantSource clock,
      Consumer<String> broken) {
    this.requests = requests;
    this.outbox = outbox;
    this.queue = queue;
    this.clock = clock;
    this.broken = broken;
  }

  /** The calling thread is the one that reads from now on. */
  void readsHere() {
    readingThread = Thread.currentThread();
  }

  /** Sends what may go, on this thread or, if it reads, on another. */
  void sendSoon() {
    if (Thread.currentThread() != readingThread) {
      sendWaiting();
    } else if (sendsDue.getAndIncrement() == 0) {
      queue.runBeside("peer sender", this::sendDue);
    }
  }

  private void sendDue() {
    int due;
    do {
      due = sendsDue.get();
      sendWaiting();
    } while (!sendsDue.compareAndSet(due, 0));
  }

  private void sendWaiting() {
    OpenRequests.Numbered next = requests.next(clock.millis());
    while (next != null) {
      Map<String, @Nullable Object> message = new LinkedHashMap<>();
      message.put("cmd", next.request().command);
      message.put("req_id", next.id());
      message.put("params", next.request().params);
      try {
        outbox.send(MsgPackWriter.encode(message));
      } catch (IOException e) {
        broken.accept("Sending failed: " + e.getMessage());
        return;
      }
      next = requests.next(clock.millis());
    }
  }
}
