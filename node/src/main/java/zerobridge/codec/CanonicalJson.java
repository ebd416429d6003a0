package zerobridge.codec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;

/**
 * The one text of a JSON value that is signed (content model, "The canonical text that is signed"):
 * names sorted by code point, {@code ", "} and {@code ": "} between, pure ASCII, numbers as Python
 * prints them.
 *
 * <p>Safe for any thread.
 */
public final class CanonicalJson {
  /** Orders text by code point; differs from {@link String#compareTo} above U+FFFF. */
  static final Comparator<String> BY_CODE_POINT = CanonicalJson::compareCodePoints;

  private static final HexFormat HEX = HexFormat.of();

  private CanonicalJson() {}

  /** The canonical text of {@code value}. */
  public static String text(JsonElement value) {
    return text(value, true);
  }

  /** The same text with names in the order of {@code value}: Python's {@code json.dumps}. */
  public static String unsortedText(JsonElement value) {
    return text(value, false);
  }

  private static String text(JsonElement value, boolean sorted) {
    StringBuilder out = new StringBuilder(256);
    write(value, sorted, out);
    return out.toString();
  }

  /** The canonical text as bytes: what is hashed and signed. */
  public static byte[] bytes(JsonElement value) {
    return text(value).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The length that {@code value} has when laid out with one space of indentation per level; limits
   * on the size of a manifest count this.
   */
  public static long indentedLength(JsonElement value) {
    return indentedLength(value, 0);
  }

  /** A finite or other double as Python's {@code repr} prints it. */
  public static String number(double value) {
    return PythonFloat.text(value);
  }

  private static void write(JsonElement value, boolean sorted, StringBuilder out) {
    if (value.isJsonObject()) {
      writeObject(value.getAsJsonObject(), sorted, out);
    } else if (value.isJsonArray()) {
      String separator = "[";
      for (JsonElement item : value.getAsJsonArray()) {
        out.append(separator);
        write(item, sorted, out);
        separator = ", ";
      }
      out.append(value.getAsJsonArray().isEmpty() ? "[]" : "]");
    } else {
      writeScalar(value, out);
    }
  }

  private static void writeObject(JsonObject object, boolean sorted, StringBuilder out) {
    if (object.isEmpty()) {
      out.append("{}");
      return;
    }
    String separator = "{";
    String[] names = sorted ? sortedNames(object) : object.keySet().toArray(new String[0]);
    for (String name : names) {
      out.append(separator);
      writeString(name, out);
      out.append(": ");
      write(object.get(name), sorted, out);
      separator = ", ";
    }
    out.append('}');
  }

  static String[] sortedNames(JsonObject object) {
    String[] names = object.keySet().toArray(new String[0]);
    Arrays.sort(names, BY_CODE_POINT);
    return names;
  }

  /** Writes null, a boolean, a number or a text. */
  static void writeScalar(JsonElement value, StringBuilder out) {
    if (value.isJsonNull()) {
      out.append("null");
      return;
    }
    JsonPrimitive primitive = value.getAsJsonPrimitive();
    if (primitive.isString()) {
      writeString(primitive.getAsString(), out);
    } else if (primitive.isNumber()) {
      out.append(number(primitive.getAsNumber()));
    } else {
      out.append(primitive.getAsBoolean());
    }
  }

  private static String number(Number number) {
    if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
      return PythonFloat.text(number.doubleValue());
    }
    String text = number.toString();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' || c == 'e' || c == 'E') {
        return PythonFloat.text(number.doubleValue());
      }
    }
    return text.equals("-0") ? "0" : text;
  }

  static void writeString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~' && c != '"' && c != '\\') {
        out.append(c);
      } else {
        writeEscaped(c, out);
      }
    }
    out.append('"');
  }

  private static void writeEscaped(char c, StringBuilder out) {
    int known = "\"\\\n\r\t\f\b".indexOf(c);
    if (known >= 0) {
      out.append('\\').append("\"\\nrtfb".charAt(known));
    } else {
      out.append("\\u").append(HEX.toHexDigits(c));
    }
  }

  private static long indentedLength(JsonElement value, int depth) {
    if (value.isJsonObject()) {
      return indentedLength(value.getAsJsonObject(), depth);
    }
    if (value.isJsonArray()) {
      return indentedLength(value.getAsJsonArray(), depth);
    }
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
      return stringLength(value.getAsString());
    }
    StringBuilder scalar = new StringBuilder();
    writeScalar(value, scalar);
    return scalar.length();
  }

  private static long indentedLength(JsonObject object, int depth) {
    if (object.isEmpty()) {
      return 2;
    }
    // Brackets, commas, and the line feed and indentation before the closing bracket.
    long length = 2L + (object.size() - 1) + 1 + depth;
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      length += 1 + (depth + 1) + stringLength(member.getKey()) + 2;
      length += indentedLength(member.getValue(), depth + 1);
    }
    return length;
  }

  private static long indentedLength(JsonArray array, int depth) {
    if (array.isEmpty()) {
      return 2;
    }
    long length = 2L + (array.size() - 1) + 1 + depth;
    for (JsonElement item : array) {
      length += 1 + (depth + 1) + indentedLength(item, depth + 1);
    }
    return length;
  }

  private static long stringLength(String text) {
    long length = 2;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        length += c == '"' || c == '\\' ? 2 : 1;
      } else {
        length += "\n\r\t\f\b".indexOf(c) >= 0 ? 2 : 6;
      }
    }
    return length;
  }

  private static int compareCodePoints(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean insidePair = i > 0 && Character.isHighSurrogate(a.charAt(i - 1));
        int from = insidePair ? i - 1 : i;
        return Integer.compare(a.codePointAt(from), b.codePointAt(from));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
