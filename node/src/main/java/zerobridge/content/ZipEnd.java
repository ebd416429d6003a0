package zerobridge.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The record at the end of a zip file, which says how large its directory is: looked at before the
 * JDK reads all of that directory into memory.
 */
final class ZipEnd {
  /** Bytes of the directory; enough for 100,000 files with names of usual length. */
  private static final long MAX_DIRECTORY_BYTES = 16L << 20;

  private static final int SIGNATURE = 0x06054b50;
  private static final int LENGTH = 22;
  private static final int MAX_COMMENT = 0xffff;
  private static final int ENTRIES_AT = 10;
  private static final int DIRECTORY_SIZE_AT = 12;
  private static final int DIRECTORY_OFFSET_AT = 16;
  private static final int COMMENT_LENGTH_AT = 20;

  private ZipEnd() {}

  /**
   * Checks that the directory is small enough. Archives in the format for more than 4 GB are
   * refused, since their record says nothing.
   *
   * @throws ContentException if it is too large, or the file is no zip
   */
  static void require(Path file) throws IOException {
    ByteBuffer end = tail(file);
    for (int at = end.limit() - LENGTH; at >= 0; at--) {
      if (end.getInt(at) == SIGNATURE && fits(end, at)) {
        long size = Integer.toUnsignedLong(end.getInt(at + DIRECTORY_SIZE_AT));
        long offset = Integer.toUnsignedLong(end.getInt(at + DIRECTORY_OFFSET_AT));
        int entries = Short.toUnsignedInt(end.getShort(at + ENTRIES_AT));
        boolean large = offset == 0xffff_ffffL || entries == 0xffff;
        if (size > MAX_DIRECTORY_BYTES || large || entries > Archive.MAX_ENTRIES) {
          throw new ContentException("The zip file's directory is too large");
        }
        return;
      }
    }
    throw new ContentException("This is no zip file");
  }

  /** Whether a record ends with the file; within a comment, something may look like one. */
  private static boolean fits(ByteBuffer end, int at) {
    return at + LENGTH + Short.toUnsignedInt(end.getShort(at + COMMENT_LENGTH_AT)) <= end.limit();
  }

  private static ByteBuffer tail(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long size = channel.size();
      int length = (int) Math.min(size, LENGTH + MAX_COMMENT);
      ByteBuffer tail = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      channel.position(size - length);
      while (tail.hasRemaining()) {
        if (channel.read(tail) < 0) {
          throw new ContentException("The zip file became shorter while it was read");
        }
      }
      return tail.flip();
    }
  }
}
