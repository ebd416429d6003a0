package zerobridge.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Rewrites a pattern of Python's {@code re} for Java: same meaning, or {@link
 * PatternSyntaxException} for what Python refuses or Java has no equal of.
 */
final class PyRegexTranslation {
  private static final Pattern COUNT = Pattern.compile("\\{(\\d*)(,(\\d*))?\\}");
  private static final Pattern NAMED_GROUP = Pattern.compile("\\(\\?P<(\\w+)>");
  private static final Pattern NAMED_REFERENCE = Pattern.compile("\\(\\?P=(\\w+)\\)");
  private static final Pattern COMMENT = Pattern.compile("\\(\\?#[^)]*\\)");
  private static final Pattern FLAGS = Pattern.compile("\\(\\?([imsux]+)([:)])");
  private static final Pattern OCTAL = Pattern.compile("0[0-7]{0,2}|[0-3][0-7]{2}");

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private final List<String> groupNames = new ArrayList<>();
  private int position;

  PyRegexTranslation(String source) {
    this.source = source;
  }

  String translate() {
    while (position < source.length()) {
      char c = source.charAt(position);
      if (c == '\\') {
        escape(false);
      } else if (c == '[') {
        characterClass();
      } else if (c == '(') {
        group();
      } else if (c == '{') {
        count();
      } else {
        // A lone closing bracket is literal in Python, and in Java only sometimes.
        out.append(c == ']' || c == '}' ? "\\" : "").append(c);
        position++;
      }
    }
    return out.toString();
  }

  /** {@code {m,n}} repeats; a brace that is no count is an ordinary character. */
  private void count() {
    Matcher count = COUNT.matcher(source).region(position, source.length());
    boolean isCount = count.lookingAt() && !count.group().equals("{}");
    if (!isCount) {
      out.append("\\{");
      position++;
      return;
    }
    if (position == 0) {
      throw problem("nothing to repeat");
    }
    String least = count.group(1).isEmpty() ? "0" : count.group(1);
    String most = count.group(2) == null ? "" : "," + count.group(3);
    out.append('{').append(least).append(most).append('}');
    position = count.end();
  }

  private void group() {
    Matcher matcher = at(NAMED_GROUP);
    if (matcher.lookingAt()) {
      groupNames.add(matcher.group(1));
      out.append("(?<").append(javaName(matcher.group(1))).append('>');
      position = matcher.end();
      return;
    }
    matcher = at(NAMED_REFERENCE);
    if (matcher.lookingAt()) {
      out.append("\\k<").append(javaName(matcher.group(1))).append('>');
      position = matcher.end();
      return;
    }
    matcher = at(COMMENT);
    if (matcher.lookingAt()) {
      position = matcher.end();
      return;
    }
    matcher = at(FLAGS);
    if (matcher.lookingAt()) {
      out.append("(?").append(matcher.group(1).replace("u", "")).append(matcher.group(2));
      position = matcher.end();
      return;
    }
    for (String start : new String[] {"(?:", "(?=", "(?!", "(?<=", "(?<!"}) {
      if (source.startsWith(start, position)) {
        out.append(start);
        position += start.length();
        return;
      }
    }
    if (source.startsWith("(?", position)) {
      throw problem("unknown extension");
    }
    out.append('(');
    position++;
  }

  private void characterClass() {
    out.append('[');
    position++;
    if (peek() == '^') {
      out.append('^');
      position++;
    }
    boolean first = true;
    while (position < source.length() && (first || peek() != ']')) {
      char c = peek();
      if (c == '\\') {
        escape(true);
      } else {
        // Java would nest a class at '[', intersect at '&&' and close at a first ']'.
        out.append(c == '[' || c == '&' || c == ']' || c == '^' ? "\\" : "").append(c);
        position++;
      }
      first = false;
    }
    if (position == source.length()) {
      throw problem("unterminated character set");
    }
    out.append(']');
    position++;
  }

  private void escape(boolean inClass) {
    position++;
    if (position == source.length()) {
      throw problem("bad escape at the end");
    }
    char c = peek();
    Matcher octal = at(OCTAL);
    if (octal.lookingAt()) {
      out.append("\\x{")
          .append(Integer.toHexString(Integer.parseInt(octal.group(), 8)))
          .append('}');
      position = octal.end();
      return;
    }
    if (c == 'x' || c == 'u' || c == 'U') {
      hexEscape(c == 'x' ? 2 : c == 'u' ? 4 : 8);
      return;
    }
    if (c >= '0' && c <= '9' && inClass) {
      throw problem("bad escape in character set");
    }
    position++;
    if (c == 'Z' && !inClass) {
      out.append("\\z");
    } else if (c == 'v') {
      out.append("\\x0B");
    } else if (c == 'b' && inClass) {
      out.append("\\x08");
    } else if (c < 0x80 && Character.isLetter(c)) {
      if ((inClass ? "dDsSwWafnrt" : "AbBdDsSwWafnrt").indexOf(c) < 0) {
        throw problem("bad escape \\" + c);
      }
      out.append('\\').append(c);
    } else if (c < 0x80) {
      out.append('\\').append(c);
    } else {
      out.append(c);
    }
  }

  private void hexEscape(int digits) {
    int start = position + 1;
    int end = start + digits;
    if (end > source.length()) {
      throw problem("incomplete escape");
    }
    String hex = source.substring(start, end);
    for (int i = 0; i < digits; i++) {
      if (hex.charAt(i) >= 0x80 || Character.digit(hex.charAt(i), 16) < 0) {
        throw problem("incomplete escape");
      }
    }
    out.append("\\x{").append(hex).append('}');
    position = end;
  }

  /** Java's group names have no underscore and no letters beyond ASCII. */
  private String javaName(String name) {
    int index = groupNames.indexOf(name);
    if (index < 0) {
      throw problem("unknown group name");
    }
    return "g" + index;
  }

  private Matcher at(Pattern pattern) {
    return pattern.matcher(source).region(position, source.length());
  }

  private char peek() {
    return position < source.length() ? source.charAt(position) : 0;
  }

  private PatternSyntaxException problem(String what) {
    return new PatternSyntaxException(what, source, position);
  }
}
