package zerobridge.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import zerobridge.db.DbSchema.Column;
import zerobridge.db.DbSchema.Table;

/** The tables of {@code content.db} as ZeroNet 0.7.2 writes them (schema version 3). */
final class ContentTables {
  private static final int VERSION = 3;
  private static final String SITE = "INTEGER REFERENCES site (site_id) ON DELETE CASCADE";
  private static final String NUMBER = "INTEGER";
  private static final String COUNT = "INTEGER DEFAULT 0";
  private static final String WANTED = "INTEGER NOT NULL";

  static final List<Table> ALL =
      List.of(
          InternalTables.keyValue(VERSION),
          InternalTables.json(VERSION),
          table(
              "site",
              1,
              List.of("CREATE UNIQUE INDEX site_address ON site (address)"),
              "site_id",
              "INTEGER  PRIMARY KEY ASC NOT NULL UNIQUE",
              "address",
              "TEXT NOT NULL"),
          table(
              "content",
              1,
              List.of(
                  "CREATE UNIQUE INDEX content_key ON content (site_id, inner_path)",
                  "CREATE INDEX content_modified ON content (site_id, modified)"),
              "content_id",
              "INTEGER PRIMARY KEY UNIQUE NOT NULL",
              "site_id",
              SITE,
              "inner_path",
              "TEXT",
              "size",
              NUMBER,
              "size_files",
              NUMBER,
              "size_files_optional",
              NUMBER,
              "modified",
              NUMBER),
          table(
              "file_optional",
              11,
              List.of(
                  "CREATE UNIQUE INDEX file_optional_key ON file_optional (site_id, inner_path)",
                  "CREATE INDEX is_downloaded ON file_optional (is_downloaded)"),
              "file_id",
              "INTEGER PRIMARY KEY UNIQUE NOT NULL",
              "site_id",
              SITE,
              "inner_path",
              "TEXT",
              "hash_id",
              NUMBER,
              "size",
              NUMBER,
              "peer",
              COUNT,
              "uploaded",
              COUNT,
              "is_downloaded",
              COUNT,
              "is_pinned",
              COUNT,
              "time_added",
              COUNT,
              "time_downloaded",
              COUNT,
              "time_accessed",
              COUNT),
          table(
              "peer",
              2,
              List.of("CREATE UNIQUE INDEX peer_key ON peer (site_id, address, port)"),
              "site_id",
              SITE,
              "address",
              "TEXT NOT NULL",
              "port",
              WANTED,
              "hashfield",
              "BLOB",
              "reputation",
              WANTED,
              "time_added",
              WANTED,
              "time_found",
              WANTED));

  /** What a file that was found holds. */
  enum State {
    EMPTY,
    CURRENT,
    /** Of 2016, or from between: a table is missing or has a lower version. */
    OLDER,
    NEWER,
    /** Its rows contradict each other. */
    DAMAGED
  }

  private ContentTables() {}

  private static Table table(String name, int version, List<String> indexes, String... columns) {
    List<Column> list =
        Stream.iterate(0, i -> i < columns.length, i -> i + 2)
            .map(i -> new Column(columns[i], columns[i + 1]))
            .toList();
    return new Table(name, list, indexes, version);
  }

  static State state(Connection connection) throws SQLException {
    if (isEmpty(connection, "SELECT 1 FROM sqlite_master LIMIT 1")) {
      return State.EMPTY;
    }
    Map<String, Long> versions = Tables.versions(connection);
    boolean older = false;
    for (Table table : ALL) {
      long version = versions.getOrDefault("table." + table.name() + ".version", -1L);
      if (version > table.version()) {
        return State.NEWER;
      }
      older |= version < table.version();
    }
    if (older) {
      return State.OLDER;
    }
    return isEmpty(connection, "PRAGMA foreign_key_check") ? State.CURRENT : State.DAMAGED;
  }

  private static boolean isEmpty(Connection connection, String query) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet rows = statement.executeQuery()) {
      return !rows.next();
    }
  }
}
