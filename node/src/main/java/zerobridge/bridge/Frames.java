package zerobridge.bridge;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The frames of native messaging: a length of four bytes in the machine's own byte order, then that
 * many bytes of UTF-8 JSON. The local socket uses the same ones, so that the native host relays
 * without translating.
 */
final class Frames {
  /**
   * Largest frame either way, in bytes. Browsers refuse more from a host; our requests are all far
   * smaller, so nothing larger is believed from the other side either.
   */
  static final int LIMIT = 1 << 20;

  private Frames() {}

  /**
   * Reads one frame.
   *
   * @return {@code null} at the end of the stream between two frames
   * @throws BridgeException ({@code bad-frame}) when the length is not within 1 to {@link #LIMIT}
   * @throws EOFException when the stream ends inside a frame
   */
  static byte @Nullable [] read(ReadableByteChannel from) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
    if (!fill(from, head)) {
      return null;
    }
    int length = head.getInt(0);
    if (length <= 0 || length > LIMIT) {
      throw new BridgeException(
          "bad-frame",
          "A frame of " + Integer.toUnsignedString(length) + " bytes is not within 1 to " + LIMIT);
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    if (!fill(from, body)) {
      throw new EOFException("The stream ended before the body of a frame");
    }
    return body.array();
  }

  /** Writes one frame whole. The caller keeps two threads from writing at once. */
  static void write(WritableByteChannel to, byte[] body) throws IOException {
    if (body.length == 0 || body.length > LIMIT) {
      throw new BridgeException(
          "bad-frame", "An answer of " + body.length + " bytes does not fit into a frame");
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
