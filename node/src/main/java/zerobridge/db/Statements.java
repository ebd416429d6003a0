package zerobridge.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prepared statements of one connection, kept by their text. Confined to the connection's user. */
final class Statements implements AutoCloseable {
  /** Each set of columns that the rows of a file have makes one; files of a site share them. */
  private static final int MAX_KEPT = 200;

  private final Connection connection;
  private final Map<String, PreparedStatement> kept = new LinkedHashMap<>(64, 0.75f, true);

  Statements(Connection connection) {
    this.connection = connection;
  }

  void update(String sql, @Nullable Object... values) throws SQLException {
    bound(sql, values).executeUpdate();
  }

  /** The result must be closed by the caller before the same text is used again. */
  ResultSet query(String sql, @Nullable Object... values) throws SQLException {
    return bound(sql, values).executeQuery();
  }

  /** The whole number in the first column of the first row, or null if there is none. */
  @Nullable Long number(String sql, @Nullable Object... values) throws SQLException {
    try (ResultSet rows = query(sql, values)) {
      if (!rows.next()) {
        return null;
      }
      long number = rows.getLong(1);
      return rows.wasNull() ? null : number;
    }
  }

  private PreparedStatement bound(String sql, @Nullable Object[] values) throws SQLException {
    PreparedStatement statement = kept.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      kept.put(sql, statement);
      forgetEldest();
    }
    for (int i = 0; i < values.length; i++) {
      SqlValues.bind(statement, i + 1, values[i]);
    }
    return statement;
  }

  private void forgetEldest() throws SQLException {
    if (kept.size() > MAX_KEPT) {
      String eldest = kept.keySet().iterator().next();
      PreparedStatement statement = kept.remove(eldest);
      if (statement != null) {
        statement.close();
      }
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement : kept.values()) {
      statement.close();
    }
    kept.clear();
  }
}
