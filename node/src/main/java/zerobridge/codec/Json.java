package zerobridge.codec;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON exactly as the network's other nodes do: strict grammar, but the bare words {@code
 * NaN}, {@code Infinity} and {@code -Infinity} and lone surrogate escapes are accepted, and of
 * repeated keys the last value counts. Trees are Gson's; objects keep their order. Numbers become
 * {@link Long}, {@link java.math.BigInteger} (integers of any size) or {@link Double} (anything
 * with a point or an exponent).
 *
 * <p>Safe for any thread.
 */
public final class Json {
  /** Deepest nesting accepted; deeper text is refused before it can exhaust a thread's stack. */
  public static final int MAX_DEPTH = 500;

  /** Largest data file that is read for a site's database, in bytes. */
  public static final int MAX_DATA_BYTES = 25 * 1024 * 1024;

  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");

  private Json() {}

  /** Parses text; a byte order mark is refused. */
  public static JsonElement parse(String text) throws MalformedJsonException {
    return new JsonReader(text).read();
  }

  /** Parses bytes in UTF-8, or in UTF-16 or UTF-32 as seen from the mark or the first bytes. */
  public static JsonElement parse(byte[] bytes) throws MalformedJsonException {
    return parse(decode(bytes));
  }

  /** As {@link #parse(byte[])}; anything but an object is refused. */
  public static JsonObject parseObject(byte[] bytes) throws MalformedJsonException {
    return object(parse(bytes));
  }

  /** As {@link #parse(String)}; anything but an object is refused. */
  public static JsonObject parseObject(String text) throws MalformedJsonException {
    return object(parse(text));
  }

  /** Parses a data file of a site, at most {@link #MAX_DATA_BYTES} long. */
  public static JsonElement parseData(byte[] bytes) throws MalformedJsonException {
    if (bytes.length > MAX_DATA_BYTES) {
      throw new MalformedJsonException(
          "Data file of " + bytes.length + " bytes, at most " + MAX_DATA_BYTES + " are read");
    }
    return parse(bytes);
  }

  private static JsonObject object(JsonElement element) throws MalformedJsonException {
    if (!element.isJsonObject()) {
      throw new MalformedJsonException("The outermost value is not an object");
    }
    return element.getAsJsonObject();
  }

  private static String decode(byte[] bytes) throws MalformedJsonException {
    int mark = markLength(bytes);
    Charset charset = charset(bytes);
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, mark, bytes.length - mark))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("The bytes are not valid " + charset);
    }
  }

  private static int markLength(byte[] b) {
    if (startsWith(b, 0xef, 0xbb, 0xbf)) {
      return 3;
    }
    if (startsWith(b, 0, 0, 0xfe, 0xff) || startsWith(b, 0xff, 0xfe, 0, 0)) {
      return 4;
    }
    return startsWith(b, 0xfe, 0xff) || startsWith(b, 0xff, 0xfe) ? 2 : 0;
  }

  /** The encoding from the byte order mark, or else from where the first zero bytes are. */
  private static Charset charset(byte[] b) {
    return switch (markLength(b)) {
      case 3 -> StandardCharsets.UTF_8;
      case 4 -> at(b, 0) == 0 ? UTF_32BE : UTF_32LE;
      case 2 -> at(b, 0) == 0xfe ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
      default -> charsetByZeros(b);
    };
  }

  private static Charset charsetByZeros(byte[] b) {
    if (b.length >= 2 && at(b, 0) == 0) {
      return b.length >= 4 && at(b, 1) == 0 ? UTF_32BE : StandardCharsets.UTF_16BE;
    }
    if (b.length >= 2 && at(b, 1) == 0) {
      boolean wide = b.length >= 4 && at(b, 2) == 0 && at(b, 3) == 0;
      return wide ? UTF_32LE : StandardCharsets.UTF_16LE;
    }
    return StandardCharsets.UTF_8;
  }

  private static boolean startsWith(byte[] bytes, int... start) {
    for (int i = 0; i < start.length; i++) {
      if (at(bytes, i) != start[i]) {
        return false;
      }
    }
    return true;
  }

  private static int at(byte[] bytes, int index) {
    return index < bytes.length ? bytes[index] & 0xff : -1;
  }
}
