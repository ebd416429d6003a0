package zerobridge.ui;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One part of a file, both ends counted from 0 and included, as in RFC 9110, 14.
 *
 * @param first offset of the first byte
 * @param last offset of the last byte
 */
record ByteRange(long first, long last) {
  /** Digits accepted in an offset: enough for any file, too few to overflow. */
  private static final int MAX_DIGITS = 18;

  /** What a Range header asks of a file of a certain size. */
  sealed interface Request permits Whole, Part, Unsatisfiable {}

  /** No range, or one that may be ignored: several parts, another unit, bad syntax. */
  record Whole() implements Request {}

  /** One part, already cut to the file's size. */
  record Part(ByteRange range) implements Request {}

  /** The part starts behind the end of the file: answer 416. */
  record Unsatisfiable() implements Request {}

  ByteRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("a range runs from " + first + " to " + last);
    }
  }

  long length() {
    return last - first + 1;
  }

  /** The value of a Content-Range header for a file of that size. */
  String header(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }

  /**
   * Reads a Range header.
   *
   * @param header the header's value, null if there is none
   * @param size the file's size in bytes
   */
  static Request parse(@Nullable String header, long size) {
    if (header == null || !header.startsWith("bytes=") || header.indexOf(',') >= 0) {
      return new Whole();
    }
    String spec = header.substring("bytes=".length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return new Whole();
    }
    String from = spec.substring(0, dash).strip();
    String to = spec.substring(dash + 1).strip();
    if (from.isEmpty()) {
      return number(to).map(count -> suffix(count, size)).orElseGet(Whole::new);
    }
    Optional<Long> first = number(from);
    Optional<Long> last = to.isEmpty() ? Optional.of(Long.MAX_VALUE) : number(to);
    if (first.isEmpty() || last.isEmpty() || last.get() < first.get()) {
      return new Whole();
    }
    if (first.get() >= size) {
      return new Unsatisfiable();
    }
    return new Part(new ByteRange(first.get(), Math.min(last.get(), size - 1)));
  }

  private static Request suffix(long count, long size) {
    if (count == 0 || size == 0) {
      return new Unsatisfiable();
    }
    return new Part(new ByteRange(Math.max(0, size - count), size - 1));
  }

  private static Optional<Long> number(String text) {
    if (text.isEmpty()
        || text.length() > MAX_DIGITS
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    return Optional.of(Long.parseLong(text));
  }
}
