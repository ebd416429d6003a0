package zerobridge.codec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigInteger;

/** One pass over one JSON text. */
final class JsonReader {
  /** Digits of the longest integer; converting is quadratic, and Python stops there as well. */
  static final int MAX_INTEGER_DIGITS = 4300;

  private static final int LONG_DIGITS = 18;
  private static final int EMPTY_ESCAPE = -1;

  private final String text;
  private int position;

  JsonReader(String text) {
    this.text = text;
  }

  JsonElement read() throws MalformedJsonException {
    JsonElement value = value(0);
    skipSpace();
    if (position < text.length()) {
      throw problem("Text after the value");
    }
    return value;
  }

  private JsonElement value(int depth) throws MalformedJsonException {
    if (depth > Json.MAX_DEPTH) {
      throw problem("Nested deeper than " + Json.MAX_DEPTH + " levels");
    }
    skipSpace();
    return switch (peek()) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new JsonPrimitive(string());
      case 't' -> word("true", new JsonPrimitive(true));
      case 'f' -> word("false", new JsonPrimitive(false));
      case 'n' -> word("null", JsonNull.INSTANCE);
      case 'N' -> word("NaN", new JsonPrimitive(Double.NaN));
      case 'I' -> word("Infinity", new JsonPrimitive(Double.POSITIVE_INFINITY));
      default -> number();
    };
  }

  private JsonObject object(int depth) throws MalformedJsonException {
    JsonObject object = new JsonObject();
    position++;
    skipSpace();
    if (take('}')) {
      return object;
    }
    do {
      skipSpace();
      if (peek() != '"') {
        throw problem("Expected a name in double quotes");
      }
      String name = string();
      skipSpace();
      if (!take(':')) {
        throw problem("Expected ':'");
      }
      object.add(name, value(depth + 1));
      skipSpace();
    } while (take(','));
    if (!take('}')) {
      throw problem("Expected ',' or '}'");
    }
    return object;
  }

  private JsonArray array(int depth) throws MalformedJsonException {
    JsonArray array = new JsonArray();
    position++;
    skipSpace();
    if (take(']')) {
      return array;
    }
    do {
      array.add(value(depth + 1));
      skipSpace();
    } while (take(','));
    if (!take(']')) {
      throw problem("Expected ',' or ']'");
    }
    return array;
  }

  private String string() throws MalformedJsonException {
    int start = ++position;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '"') {
        return text.substring(start, position++);
      }
      if (c == '\\') {
        return stringWithEscapes(start);
      }
      if (c < ' ') {
        throw problem("Control character in text");
      }
      position++;
    }
    throw problem("Text without an end");
  }

  private String stringWithEscapes(int start) throws MalformedJsonException {
    StringBuilder value = new StringBuilder(position - start + 32);
    value.append(text, start, position);
    while (position < text.length()) {
      char c = text.charAt(position++);
      if (c == '"') {
        return value.toString();
      }
      if (c < ' ') {
        throw problem("Control character in text");
      }
      value.append(c == '\\' ? escape() : c);
    }
    throw problem("Text without an end");
  }

  private char escape() throws MalformedJsonException {
    int c = peek();
    position++;
    return switch (c) {
      case '"', '\\', '/' -> (char) c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicodeEscape();
      default -> throw problem("Unknown escape");
    };
  }

  private char unicodeEscape() throws MalformedJsonException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : EMPTY_ESCAPE;
      if (digit < 0) {
        throw problem("Malformed \\u escape");
      }
      value = value << 4 | digit;
      position++;
    }
    return (char) value;
  }

  private JsonElement number() throws MalformedJsonException {
    int start = position;
    boolean negative = take('-');
    if (negative && peek() == 'I') {
      return word("Infinity", new JsonPrimitive(Double.NEGATIVE_INFINITY));
    }
    int digits = position;
    if (!take('0')) {
      skipDigits("Expected a value");
    }
    int length = position - digits;
    boolean real = false;
    if (peek() == '.' && isDigit(position + 1)) {
      real = true;
      position++;
      skipDigits("Expected a digit");
    }
    if ((peek() == 'e' || peek() == 'E') && isExponent()) {
      real = true;
      position += isDigit(position + 1) ? 1 : 2;
      skipDigits("Expected a digit");
    }
    if (real) {
      return new JsonPrimitive(Double.parseDouble(text.substring(start, position)));
    }
    if (length <= LONG_DIGITS) {
      return new JsonPrimitive(Long.parseLong(text, start, position, 10));
    }
    if (length > MAX_INTEGER_DIGITS) {
      throw problem("Integer of more than " + MAX_INTEGER_DIGITS + " digits");
    }
    return new JsonPrimitive(new BigInteger(text.substring(start, position)));
  }

  private boolean isExponent() {
    char sign = position + 1 < text.length() ? text.charAt(position + 1) : 0;
    boolean signed = sign == '+' || sign == '-';
    return isDigit(position + (signed ? 2 : 1));
  }

  private void skipDigits(String expectation) throws MalformedJsonException {
    if (!isDigit(position)) {
      throw problem(expectation);
    }
    while (isDigit(position)) {
      position++;
    }
  }

  private boolean isDigit(int index) {
    return index < text.length() && text.charAt(index) >= '0' && text.charAt(index) <= '9';
  }

  private JsonElement word(String word, JsonElement value) throws MalformedJsonException {
    if (!text.startsWith(word, position)) {
      throw problem("Expected a value");
    }
    position += word.length();
    return value;
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      position++;
    }
  }

  private boolean take(char expected) {
    if (peek() != expected) {
      return false;
    }
    position++;
    return true;
  }

  /** The next character, or -1 at the end. */
  private int peek() {
    return position < text.length() ? text.charAt(position) : -1;
  }

  private MalformedJsonException problem(String what) {
    return new MalformedJsonException(what + " at character " + position);
  }
}
