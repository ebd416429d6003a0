package zerobridge.codec;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bencode, the text format of BitTorrent trackers (BEP 3). Values are {@code byte[]}, {@link Long},
 * {@link List} and {@link Map} with {@link String} keys (one character per byte, as in Latin-1).
 * Reading is bounded; the order of keys and repeated keys are not complained about, as trackers are
 * careless: the last of repeated keys counts. Safe for any thread.
 */
public final class Bencode {
  /** A tracker's answer is three levels deep. */
  public static final int MAX_DEPTH = 16;

  /** Lists of peers as dictionaries have four values per peer; this is room for 20,000 peers. */
  public static final int MAX_VALUES = 100_000;

  private static final int MAX_DIGITS = 19;

  private final byte[] in;
  private int at;
  private int values;

  private Bencode(byte[] in) {
    this.in = in;
  }

  /**
   * Reads one value.
   *
   * @throws ProtocolException if the bytes are not exactly one value, or beyond the limits
   */
  public static Object decode(byte[] bytes) throws ProtocolException {
    Bencode reader = new Bencode(bytes);
    Object value = reader.value(0);
    if (reader.at != bytes.length) {
      throw new ProtocolException("Bencode is followed by other bytes.");
    }
    return value;
  }

  /** Reads one dictionary; see {@link #decode}. */
  public static Map<String, Object> decodeDictionary(byte[] bytes) throws ProtocolException {
    Bencode reader = new Bencode(bytes);
    if (reader.peek() != 'd') {
      throw new ProtocolException("Bencode holds no dictionary where one is expected.");
    }
    reader.at++;
    Map<String, Object> dictionary = reader.dictionary(0);
    if (reader.at != bytes.length) {
      throw new ProtocolException("Bencode is followed by other bytes.");
    }
    return dictionary;
  }

  private Object value(int depth) throws ProtocolException {
    if (depth > MAX_DEPTH) {
      throw new ProtocolException("Bencode is nested deeper than " + MAX_DEPTH + ".");
    }
    if (++values > MAX_VALUES) {
      throw new ProtocolException("Bencode holds more than " + MAX_VALUES + " values.");
    }
    int first = peek();
    if (first >= '0' && first <= '9') {
      return string();
    }
    at++;
    return switch (first) {
      case 'i' -> number('e');
      case 'l' -> list(depth);
      case 'd' -> dictionary(depth);
      default -> throw new ProtocolException("Bencode has no value where one is expected.");
    };
  }

  private List<Object> list(int depth) throws ProtocolException {
    List<Object> list = new ArrayList<>();
    while (peek() != 'e') {
      list.add(value(depth + 1));
    }
    at++;
    return list;
  }

  private Map<String, Object> dictionary(int depth) throws ProtocolException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (peek() != 'e') {
      String key = new String(string(), StandardCharsets.ISO_8859_1);
      map.put(key, value(depth + 1));
    }
    at++;
    return map;
  }

  private byte[] string() throws ProtocolException {
    long length = number(':');
    if (length < 0 || length > in.length - at) {
      throw new ProtocolException("Bencode announces a longer text than follows.");
    }
    byte[] text = Arrays.copyOfRange(in, at, at + (int) length);
    at += (int) length;
    return text;
  }

  private long number(char end) throws ProtocolException {
    int start = at;
    while (peek() != end) {
      at++;
      if (at - start > MAX_DIGITS) {
        throw new ProtocolException("Bencode holds a number that is too long.");
      }
    }
    String digits = new String(in, start, at - start, StandardCharsets.ISO_8859_1);
    at++;
    if (!digits.matches("-?[0-9]+")) {
      throw new ProtocolException("Bencode holds a number that is none.");
    }
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw new ProtocolException("Bencode holds a number beyond 64 bits.", e);
    }
  }

  private int peek() throws ProtocolException {
    if (at >= in.length) {
      throw new ProtocolException("Bencode ends in the middle of a value.");
    }
    return in[at];
  }

  /**
   * Writes a value: {@code byte[]}, {@link String} (as UTF-8), {@link Number}, {@link List} or
   * {@link Map} with text keys, which come out in the order of their bytes.
   *
   * @throws IllegalArgumentException for any other class
   */
  public static byte[] encode(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, value);
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    if (value instanceof byte[] bytes) {
      ascii(out, bytes.length + ":");
      out.writeBytes(bytes);
    } else if (value instanceof String text) {
      write(out, text.getBytes(StandardCharsets.UTF_8));
    } else if (value instanceof Number number) {
      ascii(out, "i" + number.longValue() + "e");
    } else if (value instanceof List<?> list) {
      out.write('l');
      list.forEach(item -> write(out, item));
      out.write('e');
    } else if (value instanceof Map<?, ?> map) {
      out.write('d');
      map.entrySet().stream()
          .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
          .forEach(
              entry -> {
                write(out, entry.getKey().toString().getBytes(StandardCharsets.ISO_8859_1));
                write(out, entry.getValue());
              });
      out.write('e');
    } else {
      throw new IllegalArgumentException("No bencode for " + value.getClass());
    }
  }

  private static void ascii(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
