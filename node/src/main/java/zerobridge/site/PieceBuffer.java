package zerobridge.site;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The bytes of one piece on their way to disk. Takes memory with the first byte only: a peer that
 * is asked and stays silent costs none. Confined to one thread at a time.
 */
final class PieceBuffer extends OutputStream {
  private final int length;
  private byte[] bytes = new byte[0];
  private int received;

  PieceBuffer(int length) {
    this.length = length;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int count) throws IOException {
    if (count > length - received) {
      throw new BadDataException("The peer sent more than the " + length + " bytes of the piece");
    }
    if (bytes.length == 0) {
      bytes = new byte[length];
    }
    System.arraycopy(from, offset, bytes, received, count);
    received += count;
  }

  /**
   * The whole piece.
   *
   * @throws BadDataException if it ended too early
   */
  byte[] complete() throws BadDataException {
    if (received < length) {
      throw new BadDataException("The peer sent " + received + " of " + length + " bytes");
    }
    return bytes;
  }
}
