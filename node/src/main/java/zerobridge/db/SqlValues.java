package zerobridge.db;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * JSON values as SQLite values and back. Whole numbers of up to 64 bits are integers, those with a
 * point or an exponent are reals, booleans are 0 and 1; lists and objects have no SQL form.
 */
final class SqlValues {
  private SqlValues() {}

  /** Long, Double, String or null; see the class. */
  static @Nullable Object fromJson(@Nullable JsonElement value) throws QueryException {
    if (value == null || value instanceof JsonNull) {
      return null;
    }
    if (!(value instanceof JsonPrimitive primitive)) {
      throw new QueryException("A list or an object is not a value that SQL knows");
    }
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean() ? 1L : 0L;
    }
    return primitive.isNumber() ? number(primitive.getAsNumber()) : primitive.getAsString();
  }

  private static Object number(Number number) throws QueryException {
    if (number instanceof Double || number instanceof Float) {
      return number.doubleValue();
    }
    if (number instanceof Long || number instanceof Integer) {
      return number.longValue();
    }
    String text = number.toString();
    if (!isWhole(text)) {
      return Double.valueOf(text);
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new QueryException("The number does not fit into 64 bits", e);
    }
  }

  private static boolean isWhole(String text) {
    return text.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
  }

  static void bind(PreparedStatement statement, int index, @Nullable Object value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.NULL);
    } else if (value instanceof String text) {
      statement.setString(index, text);
    } else if (value instanceof Long number) {
      statement.setLong(index, number);
    } else if (value instanceof Double number) {
      statement.setDouble(index, number);
    } else if (value instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else {
      throw new IllegalArgumentException("No SQL value: " + value.getClass());
    }
  }

  /** A column as the JDBC driver gives it; blobs, which JSON cannot hold, become hex text. */
  static JsonElement toJson(@Nullable Object value) {
    if (value instanceof String text) {
      return new JsonPrimitive(text);
    }
    if (value instanceof Double number) {
      return Double.isFinite(number) ? new JsonPrimitive(number) : JsonNull.INSTANCE;
    }
    if (value instanceof Number number) {
      return new JsonPrimitive(number);
    }
    if (value instanceof byte[] bytes) {
      return new JsonPrimitive(HexFormat.of().formatHex(bytes));
    }
    return JsonNull.INSTANCE;
  }
}
