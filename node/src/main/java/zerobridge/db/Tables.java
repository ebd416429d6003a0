package zerobridge.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.db.DbSchema.Table;

/**
 * Creates tables and remembers their versions as the reference does: as rows of {@code keyvalue}
 * that belong to no file.
 */
final class Tables {
  private static final Logger log = LoggerFactory.getLogger(Tables.class);

  private Tables() {}

  /** Creates all tables in an empty database; {@code keyvalue} must be the first. */
  static void create(Connection connection, List<Table> tables) throws SQLException {
    for (Table table : tables) {
      StringBuilder columns = new StringBuilder();
      table
          .columns()
          .forEach(c -> columns.append(',').append(c.name()).append(' ').append(c.type()));
      String list = columns.length() == 0 ? "" : columns.substring(1);
      Sqlite.run(connection, "CREATE TABLE " + table.name() + " (" + list + ")");
      for (String index : table.indexes()) {
        if (isAllowed(index)) {
          Sqlite.run(connection, index);
        } else {
          log.warn("Something that is no index is left out of the table {}", table.name());
        }
      }
      remember(connection, table);
    }
  }

  /** The reference takes anything that creates; a view of pragmas would tell local paths. */
  private static boolean isAllowed(String index) {
    return index.strip().toUpperCase(Locale.ROOT).startsWith("CREATE")
        && !PageQuery.isPragma(index);
  }

  private static void remember(Connection connection, Table table) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT OR REPLACE INTO keyvalue (json_id, key, value) VALUES (0, ?, ?)")) {
      insert.setString(1, "table." + table.name() + ".version");
      insert.setLong(2, table.version());
      insert.executeUpdate();
    }
  }

  /** Whether every table is there in at least the wanted version. */
  static boolean areCurrent(Connection connection, List<Table> tables) throws SQLException {
    Map<String, Long> versions = versions(connection);
    return tables.stream()
        .allMatch(t -> versions.getOrDefault("table." + t.name() + ".version", -1L) >= t.version());
  }

  /** Stored versions by key; empty if the database has no such table. */
  static Map<String, Long> versions(Connection connection) throws SQLException {
    Map<String, Long> versions = new HashMap<>();
    try (PreparedStatement there =
            connection.prepareStatement(
                "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'keyvalue'");
        ResultSet found = there.executeQuery()) {
      if (!found.next()) {
        return versions;
      }
    }
    try (PreparedStatement all =
            connection.prepareStatement("SELECT key, value FROM keyvalue WHERE json_id = 0");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        versions.put(rows.getString(1), rows.getLong(2));
      }
    }
    return versions;
  }
}
