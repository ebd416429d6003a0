package zerobridge.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;

/** A request of ours that waits to be sent or answered. */
final class PendingRequest {
  final String command;
  final Map<String, ? extends @Nullable Object> params;
  final Duration patience;
  final CompletableFuture<Message> answer = new CompletableFuture<>();

  private final @Nullable OutputStream sink;
  private final int maxStream;
  private @Nullable IOException sinkFault;

  /** When it was sent, Unix milliseconds; 0 while it waits for its turn. */
  volatile long sentAt;

  /**
   * A request whose answer may be followed by raw data.
   *
   * @param patience how long the other side may be silent before the request has failed
   * @param sink takes the data, {@code null} if none is expected
   * @param maxStream most bytes that the answer may announce
   */
  PendingRequest(
      String command,
      Map<String, ? extends @Nullable Object> params,
      Duration patience,
      @Nullable OutputStream sink,
      int maxStream) {
    this.command = command;
    this.params = params;
    this.patience = patience;
    this.sink = sink;
    this.maxStream = maxStream;
  }

  int maxStream() {
    return sink == null ? 0 : maxStream;
  }

  /** Passes data on. After a fault of the sink the rest is dropped: the connection lives on. */
  void write(ByteBuffer data) {
    if (sink == null || sinkFault != null) {
      return;
    }
    try {
      sink.write(data.array(), data.arrayOffset() + data.position(), data.remaining());
    } catch (IOException e) {
      sinkFault = e;
    }
  }

  void complete(Message message) {
    if (sinkFault != null) {
      answer.completeExceptionally(sinkFault);
    } else if (message.has("error")) {
      String text = message.text("error");
      answer.completeExceptionally(new RefusedException(text == null ? "Unknown error" : text));
    } else {
      answer.complete(message);
    }
  }

  void fail(IOException cause) {
    answer.completeExceptionally(cause);
  }
}
