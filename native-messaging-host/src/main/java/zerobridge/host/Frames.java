package zerobridge.host;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The frames of native messaging: a length of four bytes in the machine's own byte order, then that
 * many bytes of UTF-8 JSON. Browser, host and node ({@code zerobridge.bridge.Frames}) all use them.
 */
public final class Frames {
  /**
   * Largest frame either way, in bytes. Browsers close the port on more from a host; towards the
   * host they would allow 64 MiB, but every request of ours is small, so the same limit holds both
   * ways.
   */
  public static final int LIMIT = 1 << 20;

  private Frames() {}

  /**
   * Reads one frame.
   *
   * @return {@code null} at the end of the stream between two frames
   * @throws IOException when the length is not within 1 to {@link #LIMIT}, or the stream ends
   *     inside a frame
   */
  public static byte @Nullable [] read(ReadableByteChannel from) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    if (!fill(from, head)) {
      return null;
    }
    int length = head.getInt(0);
    if (length <= 0 || length > LIMIT) {
      throw new IOException(
          "A frame of " + Integer.toUnsignedString(length) + " bytes is not within 1 to " + LIMIT);
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    if (!fill(from, body)) {
      throw new EOFException("The stream ended before the body of a frame");
    }
    return body.array();
  }

  /** Writes one frame whole. The caller keeps two threads from writing at once. */
  public static void write(WritableByteChannel to, byte[] body) throws IOException {
    if (body.length == 0 || body.length > LIMIT) {
      throw new IOException("An answer of " + body.length + " bytes does not fit into a frame");
    }
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + body.length).order(ByteOrder.nativeOrder());
    frame.putInt(body.length).put(body).flip();
    while (frame.hasRemaining()) {
      to.write(frame);
    }
  }

  /** False when the stream had already ended; throws when it ends half-way. */
  private static boolean fill(ReadableByteChannel from, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (from.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException("The stream ended inside a frame");
      }
    }
    return true;
  }
}
