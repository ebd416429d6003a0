package zerobridge.db;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zerobridge.db.SqlScanner.Kind;
import zerobridge.db.SqlScanner.Token;

/**
 * A page's query, ready to prepare: the SQL text after ZeroNet's rewriting of named parameters
 * (content model, query API) and the values in the order in which SQLite numbers the parameters.
 *
 * <p>Where the reference counts question marks and colons inside literals, or stumbles over a line
 * break after SELECT and over brackets around a list, this one looks at real tokens.
 */
record PageQuery(String sql, List<@Nullable Object> values) {
  /** Longer lists are written into the text instead of being bound, as the reference does. */
  private static final int MAX_BOUND_LIST = 100;

  /** A query is written by hand or by a script; a megabyte of it is an attack or a mistake. */
  private static final int MAX_SQL_LENGTH = 1_000_000;

  private static final Pattern FIELD = Pattern.compile("[A-Za-z0-9_.]+");

  private static final Pattern PRAGMA =
      Pattern.compile("(?<![a-z0-9_$])pragma_", Pattern.CASE_INSENSITIVE);

  /**
   * Checks and rewrites.
   *
   * @param params an object, an array, or nothing; anything else counts as nothing
   * @throws QueryException if it is not one SELECT, or the parameters cannot be bound
   */
  static PageQuery rewrite(String sql, @Nullable JsonElement params) throws QueryException {
    if (!sql.strip().toUpperCase(Locale.ROOT).startsWith("SELECT")) {
      throw new QueryException("Only SELECT query supported");
    }
    if (sql.length() > MAX_SQL_LENGTH) {
      throw new QueryException("The query is longer than " + MAX_SQL_LENGTH + " characters");
    }
    if (sql.indexOf('\0') >= 0) {
      throw new QueryException("the query contains a null character");
    }
    List<Token> tokens = SqlScanner.scan(sql);
    demandOneStatement(tokens);
    refusePragmas(tokens);
    if (params instanceof JsonObject named) {
      int last = lastPositional(tokens);
      if (last >= 0) {
        return conditions(tokens, last, named);
      }
      return bindByName(tokens, named);
    }
    if (params instanceof JsonArray list) {
      return new PageQuery(sql, values(list));
    }
    return new PageQuery(sql, List.of());
  }

  private static void demandOneStatement(List<Token> tokens) throws QueryException {
    boolean ended = false;
    for (Token token : tokens) {
      if (ended && token.kind() != Kind.SPACE && token.kind() != Kind.END) {
        throw new QueryException("You can only execute one statement at a time.");
      }
      ended |= token.kind() == Kind.END;
    }
  }

  /** As tables they tell, among other things, where on this machine the database lies. */
  private static void refusePragmas(List<Token> tokens) throws QueryException {
    for (Token token : tokens) {
      boolean name = token.kind() == Kind.WORD || token.kind() == Kind.QUOTED;
      if (name && isPragma(token.text())) {
        throw new QueryException("not authorized to use " + token.text());
      }
    }
  }

  /** Whether SQL text, or a name in any kind of quotes, uses a pragma as a table. */
  static boolean isPragma(String text) {
    return PRAGMA.matcher(text).find();
  }

  private static int lastPositional(List<Token> tokens) {
    for (int i = tokens.size() - 1; i >= 0; i--) {
      if (tokens.get(i).kind() == Kind.POSITIONAL) {
        return i;
      }
    }
    return -1;
  }

  /** The last {@code ?} becomes the conditions that the object stands for. */
  private static PageQuery conditions(List<Token> tokens, int mark, JsonObject params)
      throws QueryException {
    List<String> parts = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : params.entrySet()) {
      parts.add(condition(entry.getKey(), entry.getValue(), values));
    }
    String where = parts.isEmpty() ? "1" : String.join(" AND ", parts);
    StringBuilder sql = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      if (i == mark) {
        sql.append(followsTableName(tokens, i) ? " WHERE " : " ").append(where);
      } else {
        sql.append(tokens.get(i).text());
      }
    }
    return new PageQuery(sql.toString(), Collections.unmodifiableList(values));
  }

  /** {@code SELECT * FROM json ?}, as the documentation has it, lacks its WHERE. */
  private static boolean followsTableName(List<Token> tokens, int mark) {
    Token name = before(tokens, mark, 1);
    Token from = before(tokens, mark, 2);
    return name != null
        && (name.kind() == Kind.WORD || name.kind() == Kind.QUOTED)
        && from != null
        && (from.is("FROM") || from.is("JOIN"));
  }

  private static @Nullable Token before(List<Token> tokens, int index, int steps) {
    int left = steps;
    for (int i = index - 1; i >= 0; i--) {
      if (tokens.get(i).kind() != Kind.SPACE && --left == 0) {
        return tokens.get(i);
      }
    }
    return null;
  }

  private static @Nullable Token after(List<Token> tokens, int index) {
    for (int i = index + 1; i < tokens.size(); i++) {
      if (tokens.get(i).kind() != Kind.SPACE) {
        return tokens.get(i);
      }
    }
    return null;
  }

  private static String condition(String key, JsonElement value, List<@Nullable Object> values)
      throws QueryException {
    if (value instanceof JsonArray list) {
      boolean not = key.startsWith("not__");
      String field = field(not ? key.substring("not__".length()) : key);
      return field + (not ? " NOT IN (" : " IN (") + items(list, values) + ")";
    }
    String field;
    String operator;
    if (key.startsWith("not__")) {
      field = key.substring("not__".length());
      operator = "!=";
    } else if (key.endsWith("__like")) {
      field = key.substring(0, key.length() - "__like".length());
      operator = "LIKE";
    } else if (key.endsWith(">") || key.endsWith("<")) {
      field = key.substring(0, key.length() - 1).strip();
      operator = key.substring(key.length() - 1);
    } else {
      field = key;
      operator = "=";
    }
    values.add(SqlValues.fromJson(value));
    return field(field) + " " + operator + " ?";
  }

  private static String field(String name) throws QueryException {
    if (!FIELD.matcher(name).matches()) {
      throw new QueryException("Not a field name: " + name);
    }
    return name;
  }

  private static String items(JsonArray list, List<@Nullable Object> values) throws QueryException {
    List<String> items = new ArrayList<>(list.size());
    for (JsonElement item : list) {
      if (list.size() > MAX_BOUND_LIST) {
        items.add(literal(item));
      } else {
        items.add("?");
        values.add(SqlValues.fromJson(item));
      }
    }
    return String.join(",", items);
  }

  private static String literal(JsonElement item) throws QueryException {
    Object value = SqlValues.fromJson(item);
    if (value instanceof String text) {
      return "'" + text.replace("'", "''").replace("\0", "") + "'";
    }
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw new QueryException("Not a number that SQL can write: " + number);
    }
    return value == null ? "NULL" : value.toString();
  }

  /** {@code :name} is bound by name; a list becomes {@code (:name__0, :name__1)}. */
  private static PageQuery bindByName(List<Token> tokens, JsonObject params) throws QueryException {
    StringBuilder sql = new StringBuilder();
    // SQLite numbers a name when it first meets it, and gives later ones the same number.
    Map<String, @Nullable Object> numbered = new LinkedHashMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() != Kind.NAMED) {
        sql.append(token.text());
        continue;
      }
      String name = token.text().substring(1);
      JsonElement value = params.get(name);
      if (value == null) {
        throw new QueryException("You did not supply a value for binding :" + name + ".");
      }
      if (value instanceof JsonArray list) {
        boolean bracketed = isBracketed(tokens, i);
        List<String> names = new ArrayList<>(list.size());
        for (int n = 0; n < list.size(); n++) {
          String item = token.text() + "__" + n;
          names.add(item);
          numbered.putIfAbsent(item, SqlValues.fromJson(list.get(n)));
        }
        String joined = String.join(", ", names);
        sql.append(bracketed ? joined : "(" + joined + ")");
      } else {
        numbered.putIfAbsent(token.text(), SqlValues.fromJson(value));
        sql.append(token.text());
      }
    }
    return new PageQuery(
        sql.toString(), Collections.unmodifiableList(new ArrayList<>(numbered.values())));
  }

  private static boolean isBracketed(List<Token> tokens, int index) {
    Token open = before(tokens, index, 1);
    Token in = before(tokens, index, 2);
    Token close = after(tokens, index);
    return open != null
        && open.is("(")
        && in != null
        && in.is("IN")
        && close != null
        && close.is(")");
  }

  private static List<@Nullable Object> values(JsonArray list) throws QueryException {
    List<@Nullable Object> values = new ArrayList<>(list.size());
    for (JsonElement item : list) {
      values.add(SqlValues.fromJson(item));
    }
    return Collections.unmodifiableList(values);
  }
}
