package zerobridge.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks through a tar stream: POSIX ustar with long names in GNU's or the pax way. Only plain files
 * are told of; links and devices are passed over. Not safe for several threads.
 */
final class TarReader {
  private static final int BLOCK = 512;

  /** The longest record of extra headers, of which one is read into memory. */
  private static final int MAX_EXTRA = 64 << 10;

  private static final int NAME_AT = 0;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int SUM_AT = 148;
  private static final int SUM_LENGTH = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_LENGTH = 155;

  private final InputStream in;
  private long toSkip;
  private int entries;

  /**
   * A plain file, whose content comes next in the stream.
   *
   * @param name without {@code ./} before it
   * @param size in bytes
   */
  record Entry(String name, long size) {}

  TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * The next plain file; null at the end. What was not read of the one before is passed over only
   * if nothing of it was read.
   *
   * @throws ContentException if this is no tar, or one beyond the limits
   */
  @Nullable Entry next() throws IOException {
    String longName = null;
    long longSize = -1;
    while (true) {
      in.skipNBytes(toSkip);
      toSkip = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK || isZero(header)) {
        return null;
      }
      if (++entries > Archive.MAX_ENTRIES) {
        throw new ContentException("The archive has more than " + entries + " entries");
      }
      requireSum(header);
      long size = number(header, SIZE_AT, SIZE_LENGTH);
      char type = (char) (header[TYPE_AT] & 0xff);
      switch (type) {
        case 'L' -> longName = text(extra(size));
        case 'x' -> {
          byte[] records = extra(size);
          String path = pax(records, "path");
          longName = path == null ? longName : path;
          String number = pax(records, "size");
          longSize = number == null ? longSize : parseSize(number);
        }
        case '0', '\0', '7' -> {
          long length = longSize >= 0 ? longSize : size;
          toSkip = padded(length);
          return new Entry(plain(longName == null ? name(header) : longName), length);
        }
        default -> {
          toSkip = padded(size);
          // A header of all files, a link or a folder; names before it belonged to it.
          longName = type == 'g' || type == 'K' ? longName : null;
          longSize = type == 'g' || type == 'K' ? longSize : -1;
        }
      }
    }
  }

  private byte[] extra(long size) throws IOException {
    if (size > MAX_EXTRA) {
      throw new ContentException("A name in the archive has " + size + " bytes");
    }
    byte[] content = in.readNBytes((int) size);
    in.skipNBytes(padded(size) - size);
    return content;
  }

  private static long padded(long size) {
    return (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private static boolean isZero(byte[] block) {
    for (byte each : block) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, its own field taken as spaces. */
  private static void requireSum(byte[] header) throws ContentException {
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= SUM_AT && i < SUM_AT + SUM_LENGTH;
      sum += own ? ' ' : header[i] & 0xff;
    }
    if (sum != number(header, SUM_AT, SUM_LENGTH)) {
      throw new ContentException("This is no tar file, or a damaged one");
    }
  }

  /** Octal digits, or since GNU also a binary number, marked by the first bit. */
  private static long number(byte[] header, int at, int length) throws ContentException {
    long number = 0;
    if ((header[at] & 0x80) != 0) {
      for (int i = at + 1; i < at + length; i++) {
        if (number > Long.MAX_VALUE >> 9) {
          throw new ContentException("A file in the archive has no possible size");
        }
        number = (number << 8) | (header[i] & 0xff);
      }
      return number;
    }
    String digits = field(header, at, length).strip();
    for (int i = 0; i < digits.length(); i++) {
      char digit = digits.charAt(i);
      if (digit < '0' || digit > '7') {
        throw new ContentException("This is no tar file, or a damaged one");
      }
      number = (number << 3) | (digit - '0');
    }
    return number;
  }

  private static long parseSize(String digits) throws ContentException {
    if (!digits.matches("[0-9]{1,15}")) {
      throw new ContentException("A file in the archive has no possible size");
    }
    return Long.parseLong(digits);
  }

  private static String name(byte[] header) {
    String name = field(header, NAME_AT, NAME_LENGTH);
    boolean posix = field(header, MAGIC_AT, 5).equals("ustar") && header[MAGIC_AT + 5] == 0;
    String prefix = posix ? field(header, PREFIX_AT, PREFIX_LENGTH) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String field(byte[] header, int at, int length) {
    return text(Arrays.copyOfRange(header, at, at + length));
  }

  /** Up to the first zero. */
  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static String plain(String name) {
    return name.startsWith("./") ? name.substring(2) : name;
  }

  /** The value of a key in records like {@code 20 path=some/name\n}; null if there is none. */
  private static @Nullable String pax(byte[] records, String key) throws ContentException {
    int at = 0;
    String found = null;
    while (at < records.length) {
      int space = at;
      while (space < records.length && records[space] != ' ') {
        space++;
      }
      String digits = new String(records, at, space - at, StandardCharsets.US_ASCII);
      int length = digits.matches("[0-9]{1,6}") ? Integer.parseInt(digits) : 0;
      int end = at + length;
      if (end <= space + 1 || end > records.length) {
        throw new ContentException("A header in the archive is damaged");
      }
      String record = new String(records, space + 1, end - space - 2, StandardCharsets.UTF_8);
      if (record.startsWith(key + "=")) {
        found = record.substring(key.length() + 1);
      }
      at = end;
    }
    return found;
  }
}
