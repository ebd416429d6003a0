package zerobridge.codec;

import com.google.gson.JsonElement;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of JSON files on disk that other nodes use too (content model, "File written to
 * disk"): one space of indentation, sorted names, small objects and lists on one line. It is not
 * signed; matching it keeps the differences between versions small, and lets other programs on the
 * same directory find the date of a manifest.
 *
 * <p>Safe for any thread.
 */
public final class PrettyJson {
  private static final Pattern SMALL_OBJECT =
      Pattern.compile("\\{(\\n[^,\\[{]{10,100000}?)\\}[, ]{0,2}\\n");
  private static final Pattern SMALL_LIST =
      Pattern.compile("\\[([^\\[{]{2,100000}?)\\][, ]{0,2}\\n");
  private static final Pattern LINE_START = Pattern.compile("\\n *");
  private static final Pattern LINE_END_SPACES =
      Pattern.compile(" +$", Pattern.MULTILINE | Pattern.UNIX_LINES);

  private PrettyJson() {}

  /** The text in UTF-8, as files hold it. */
  public static byte[] bytes(JsonElement value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /** The laid out text, without a final line feed. */
  public static String text(JsonElement value) {
    StringBuilder indented = new StringBuilder(1024);
    write(value, 0, indented);
    String text = shorten(SMALL_OBJECT, indented.toString(), false);
    text = shorten(SMALL_LIST, text, true);
    return LINE_END_SPACES.matcher(text).replaceAll("");
  }

  private static String shorten(Pattern pattern, String text, boolean list) {
    StringBuilder out = new StringBuilder(text.length());
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      String inside = matcher.group(1);
      String shortened = list ? LINE_START.matcher(inside).replaceAll("") : inside.strip();
      String whole = matcher.group().replace(inside, shortened);
      matcher.appendReplacement(out, Matcher.quoteReplacement(whole));
    }
    return matcher.appendTail(out).toString();
  }

  private static void write(JsonElement value, int depth, StringBuilder out) {
    if (value.isJsonObject() && !value.getAsJsonObject().isEmpty()) {
      char separator = '{';
      for (String name : CanonicalJson.sortedNames(value.getAsJsonObject())) {
        newLine(out.append(separator), depth + 1);
        CanonicalJson.writeString(name, out);
        write(value.getAsJsonObject().get(name), depth + 1, out.append(": "));
        separator = ',';
      }
      newLine(out, depth).append('}');
    } else if (value.isJsonArray() && !value.getAsJsonArray().isEmpty()) {
      char separator = '[';
      for (JsonElement item : value.getAsJsonArray()) {
        write(item, depth + 1, newLine(out.append(separator), depth + 1));
        separator = ',';
      }
      newLine(out, depth).append(']');
    } else if (value.isJsonObject() || value.isJsonArray()) {
      out.append(value.isJsonObject() ? "{}" : "[]");
    } else {
      CanonicalJson.writeScalar(value, out);
    }
  }

  private static StringBuilder newLine(StringBuilder out, int depth) {
    return out.append('\n').append(" ".repeat(depth));
  }
}
