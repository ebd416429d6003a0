package zerobridge.db;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL text into tokens as SQLite does, just fine enough to know which {@code ?}, {@code :name}
 * and {@code ;} are meant and which only stand in a literal or a comment. Never fails: an
 * unterminated literal reaches to the end of the text, and SQLite will complain about it.
 */
final class SqlScanner {
  enum Kind {
    /** White space or a comment. */
    SPACE,
    /** Keyword, bare identifier or number. */
    WORD,
    /** Text literal, quoted identifier or blob. */
    QUOTED,
    /** {@code ?} or {@code ?7}. */
    POSITIONAL,
    /** {@code :name}, {@code @name} or {@code $name}. */
    NAMED,
    /** {@code ;}. */
    END,
    /** Any other single character. */
    SIGN
  }

  /** One token; {@code text} is exactly what the query holds there. */
  record Token(Kind kind, String text) {
    boolean is(String word) {
      return text.equalsIgnoreCase(word);
    }
  }

  private final String sql;
  private int at;

  private SqlScanner(String sql) {
    this.sql = sql;
  }

  /** All tokens; joined together their texts are the query again. */
  static List<Token> scan(String sql) {
    SqlScanner scanner = new SqlScanner(sql);
    List<Token> tokens = new ArrayList<>();
    while (scanner.at < sql.length()) {
      int start = scanner.at;
      Kind kind = scanner.next();
      tokens.add(new Token(kind, sql.substring(start, scanner.at)));
    }
    return tokens;
  }

  private Kind next() {
    char c = sql.charAt(at++);
    return switch (c) {
      case '\'', '"', '`' -> quoted(c);
      case '[' -> until("]", Kind.QUOTED);
      case ';' -> Kind.END;
      case '?' -> positional();
      case ':', '@', '$' -> word() ? Kind.NAMED : Kind.SIGN;
      case '-' -> startsHere('-') ? until("\n", Kind.SPACE) : Kind.SIGN;
      case '/' -> startsHere('*') ? until("*/", Kind.SPACE) : Kind.SIGN;
      default -> plain(c);
    };
  }

  private Kind positional() {
    while (at < sql.length() && isDigit(sql.charAt(at))) {
      at++;
    }
    return Kind.POSITIONAL;
  }

  private Kind plain(char c) {
    if (isSpace(c)) {
      while (at < sql.length() && isSpace(sql.charAt(at))) {
        at++;
      }
      return Kind.SPACE;
    }
    if (!isWordPart(c)) {
      return Kind.SIGN;
    }
    word();
    return Kind.WORD;
  }

  private boolean startsHere(char second) {
    if (at < sql.length() && sql.charAt(at) == second) {
      at++;
      return true;
    }
    return false;
  }

  /** A doubled quote stands for itself: reading it as two literals in a row comes to the same. */
  private Kind quoted(char quote) {
    return until(String.valueOf(quote), Kind.QUOTED);
  }

  private Kind until(String end, Kind kind) {
    int found = sql.indexOf(end, at);
    at = found < 0 ? sql.length() : found + end.length();
    return kind;
  }

  private boolean word() {
    int start = at;
    while (at < sql.length() && isWordPart(sql.charAt(at))) {
      at++;
    }
    return at > start;
  }

  private static boolean isWordPart(char c) {
    return c == '_' || c == '$' || c >= 0x80 || isDigit(c) || isLetter(c);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
