package zerobridge.ui;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.site.BigFileReader;

/**
 * Answers with a part of a big file while the file is still arriving: begins when the first piece
 * is verified, goes on as pieces come, and takes no thread while it waits for one or for the
 * browser. When the browser goes away, the reader lets go of the pieces it wanted.
 *
 * <p>One answer each. Its steps follow each other on Jetty's threads.
 */
final class BigFileStream {
  private static final Logger log = LoggerFactory.getLogger(BigFileStream.class);
  private static final int BUFFER = 256 * 1024;

  /** Headers that say something of the file, not of the page that explains why it is missing. */
  private static final List<String> OF_THE_FILE =
      List.of("Content-Range", "ETag", "Accept-Ranges", "Content-Encoding", "Content-Disposition");

  private final Exchange exchange;
  private final BigFileReader reader;
  private final Executor executor;
  private final Consumer<Throwable> beforeAnything;
  private final int status;

  private long position;
  private long left;
  private @Nullable FileChannel channel;
  private @Nullable ByteBuffer buffer;

  /** The person waits for a piece: the connection is not idle, it is us who say nothing. */
  private volatile boolean waiting;

  /**
   * @param status of the answer, whose other headers are set already
   * @param range what to send
   * @param beforeAnything answers in another way when not even the first piece could be had
   */
  BigFileStream(
      Exchange exchange,
      BigFileReader reader,
      int status,
      ByteRange range,
      Consumer<Throwable> beforeAnything) {
    this.exchange = exchange;
    this.reader = reader;
    this.status = status;
    this.position = range.first();
    this.left = range.length();
    this.beforeAnything = beforeAnything;
    this.executor = exchange.request().getComponents().getExecutor();
  }

  void start() {
    exchange.request().addIdleTimeoutListener(timeout -> !waiting);
    next();
  }

  private void next() {
    if (left == 0) {
      close();
      exchange.callback().succeeded();
      return;
    }
    waiting = true;
    CompletableFuture<Void> unused =
        reader
            .await(position)
            .thenAcceptAsync(this::send, executor)
            .exceptionally(
                problem -> {
                  fail(problem);
                  return null;
                });
  }

  private void send(long here) {
    waiting = false;
    try {
      ByteBuffer chunk = read((int) Math.min(BUFFER, Math.min(here, left)));
      if (!exchange.response().isCommitted()) {
        exchange.response().setStatus(status);
        exchange.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, left);
      }
      position += chunk.remaining();
      left -= chunk.remaining();
      exchange.response().write(left == 0, chunk, Callback.from(this::next, this::fail));
    } catch (IOException e) {
      fail(e);
    }
  }

  private ByteBuffer read(int length) throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(reader.file(), StandardOpenOption.READ);
      channel = open;
    }
    ByteBuffer chunk = buffer == null ? ByteBuffer.allocate(BUFFER) : buffer;
    buffer = chunk;
    chunk.clear().limit(length);
    while (chunk.hasRemaining()) {
      if (open.read(chunk, position + chunk.position()) < 0) {
        throw new EOFException("The file became shorter while it was sent");
      }
    }
    return chunk.flip();
  }

  private void fail(Throwable problem) {
    waiting = false;
    close();
    if (exchange.response().isCommitted()) {
      // The browser sees that it got too little, and asks again from there on.
      log.debug("{} was not sent to its end: {}", reader.entry().path(), problem.toString());
      exchange.callback().failed(problem);
    } else {
      OF_THE_FILE.forEach(exchange.response().getHeaders()::remove);
      beforeAnything.accept(problem);
    }
  }

  private void close() {
    reader.close();
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      log.debug("{} was not closed: {}", reader.entry().path(), e.toString());
    }
  }
}
