package zerobridge.peer;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only writer of a connection. A message, and a message with the data that follows it, is one
 * unit: nothing gets between. Small units of threads that write at the same time leave together.
 * Safe for any thread; writing blocks while the other side doesn't read.
 */
final class Outbox {
  /** One TLS record. */
  private static final int BUFFER_BYTES = 16 << 10;

  /** File data up to this size is copied behind its header: one packet instead of two calls. */
  private static final int COPY_LIMIT = 64 << 10;

  /** Sent by one call, so that a slow reader shows progress at least this often. */
  private static final int STEP_BYTES = 128 << 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Link link;
  private final OutputStream out;
  private final InstantSource clock;
  private final AtomicLong total;
  private final AtomicLong bytesOut = new AtomicLong();
  private volatile long lastSent;
  private volatile long writeStarted;

  Outbox(Link link, InstantSource clock, AtomicLong total) {
    this.link = link;
    this.out = new BufferedOutputStream(link.out(), BUFFER_BYTES);
    this.clock = clock;
    this.total = total;
    this.lastSent = clock.millis();
  }

  void send(byte[] message) throws IOException {
    begin();
    try {
      out.write(message);
      count(message.length);
      flushIfLast();
    } finally {
      end();
    }
  }

  /**
   * Sends a message and a piece of a file behind it.
   *
   * @throws EOFException if the file has become shorter meanwhile; the stream is broken then
   */
  void send(byte[] header, FileChannel file, long offset, int length) throws IOException {
    if (length <= COPY_LIMIT) {
      byte[] unit = new byte[header.length + length];
      System.arraycopy(header, 0, unit, 0, header.length);
      readFully(file, offset, ByteBuffer.wrap(unit, header.length, length));
      send(unit);
      return;
    }
    begin();
    try {
      out.write(header);
      count(header.length);
      SocketChannel channel = link.plainChannel();
      if (channel == null) {
        copy(file, offset, length);
      } else {
        out.flush();
        transfer(file, offset, length, channel);
      }
      flushIfLast();
    } finally {
      end();
    }
  }

  static void readFully(FileChannel file, long offset, ByteBuffer target) throws IOException {
    long position = offset;
    while (target.hasRemaining()) {
      int count = file.read(target, position);
      if (count < 0) {
        throw new EOFException("A file became shorter while it was sent.");
      }
      position += count;
    }
  }

  private void transfer(FileChannel file, long offset, int length, SocketChannel channel)
      throws IOException {
    long position = offset;
    long end = offset + length;
    while (position < end) {
      long count = file.transferTo(position, Math.min(end - position, STEP_BYTES), channel);
      if (count <= 0) {
        throw new EOFException("A file became shorter while it was sent.");
      }
      position += count;
      count((int) count);
      writeStarted = clock.millis();
    }
  }

  private void copy(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(length, COPY_LIMIT));
    int done = 0;
    while (done < length) {
      buffer.clear().limit(Math.min(buffer.capacity(), length - done));
      readFully(file, offset + done, buffer);
      out.write(buffer.array(), 0, buffer.limit());
      done += buffer.limit();
      count(buffer.limit());
      writeStarted = clock.millis();
    }
  }

  private void begin() {
    lock.lock();
    writeStarted = clock.millis();
  }

  private void end() {
    lastSent = clock.millis();
    writeStarted = 0;
    lock.unlock();
  }

  /** A thread that waits for the lock writes next and flushes for both. */
  private void flushIfLast() throws IOException {
    if (!lock.hasQueuedThreads()) {
      out.flush();
    }
  }

  private void count(int bytes) {
    bytesOut.addAndGet(bytes);
    total.addAndGet(bytes);
  }

  long bytesOut() {
    return bytesOut.get();
  }

  /** When something was sent last, Unix milliseconds. */
  long lastSent() {
    return lastSent;
  }

  /** When the write that is going on made its last step, Unix milliseconds; 0 if none is. */
  long writeStarted() {
    return writeStarted;
  }
}
