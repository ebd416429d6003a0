package zerobridge.peer;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
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
  private final Throttle throttle;
  private final AtomicLong bytesOut = new AtomicLong();
  private volatile long lastSent;
  private volatile long writeStarted;

  Outbox(Link link, InstantSource clock, Throttle throttle) {
    this.link = link;
    this.out = new BufferedOutputStream(link.out(), BUFFER_BYTES);
    this.clock = clock;
    this.throttle = throttle;
    this.lastSent = clock.millis();
  }

  void send(byte[] message) throws IOException {
    begin();
    try {
      for (int sent = 0; sent < message.length; ) {
        int step = step(message.length - sent);
        out.write(message, sent, step);
        sent += step;
      }
      flushIfLast();
    } finally {
      end();
    }
  }

  /**
   * A piece of a file with what is sent before and behind it.
   *
   * @param head at most {@link Throttle#SMALL_BYTES}
   * @param tail at most {@link Throttle#SMALL_BYTES}
   */
  record FilePart(ByteBuffer head, FileChannel file, long offset, int length, ByteBuffer tail) {}

  /**
   * Sends a piece of a file straight from disk: what a slow reader asks for takes no memory.
   *
   * @throws EOFException if the file has become shorter meanwhile; the stream is broken then
   */
  void send(FilePart part) throws IOException {
    int length = part.length();
    FileChannel file = part.file();
    long offset = part.offset();
    ByteBuffer head = part.head();
    ByteBuffer tail = part.tail();
    if (length <= COPY_LIMIT) {
      ByteBuffer unit = ByteBuffer.allocate(head.remaining() + length + tail.remaining());
      unit.limit(head.remaining() + length).put(head);
      readFully(file, offset, unit);
      unit.limit(unit.capacity()).put(tail);
      send(unit.array());
      return;
    }
    begin();
    try {
      write(head);
      SocketChannel channel = link.plainChannel();
      if (channel == null) {
        copy(file, offset, length);
      } else {
        out.flush();
        transfer(file, offset, length, channel);
      }
      write(tail);
      flushIfLast();
    } finally {
      end();
    }
  }

  private void write(ByteBuffer small) throws IOException {
    out.write(small.array(), small.arrayOffset() + small.position(), step(small.remaining()));
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
      long stepEnd = position + step((int) Math.min(end - position, STEP_BYTES));
      while (position < stepEnd) {
        long count = file.transferTo(position, stepEnd - position, channel);
        if (count <= 0) {
          throw new EOFException("A file became shorter while it was sent.");
        }
        position += count;
        writeStarted = clock.millis();
      }
    }
  }

  private void copy(FileChannel file, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(length, COPY_LIMIT));
    int done = 0;
    while (done < length) {
      buffer.clear().limit(step(Math.min(buffer.capacity(), length - done)));
      readFully(file, offset + done, buffer);
      out.write(buffer.array(), 0, buffer.limit());
      done += buffer.limit();
      writeStarted = clock.millis();
    }
  }

  /** How many of the next bytes to send now; waits while this node keeps to its own limit. */
  private int step(int wanted) throws IOException {
    int step = Math.min(wanted, throttle.step());
    if (throttle.limit() > 0 && step > Throttle.SMALL_BYTES) {
      // What is due already doesn't wait with the rest, and waiting isn't the peer's fault.
      out.flush();
      writeStarted = 0;
    }
    try {
      throttle.pass(step);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("This node stops.");
    }
    bytesOut.addAndGet(step);
    writeStarted = clock.millis();
    return step;
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
