package zerobridge.db;

import java.util.List;
import zerobridge.db.DbSchema.Column;
import zerobridge.db.DbSchema.Table;

/** The two tables that every ZeroNet database has, byte for byte as the reference creates them. */
final class InternalTables {
  private static final Column JSON_ID = new Column("json_id", "INTEGER PRIMARY KEY AUTOINCREMENT");
  private static final String PATH = "VARCHAR(255)";

  private InternalTables() {}

  static Table keyValue(int version) {
    return new Table(
        "keyvalue",
        List.of(
            new Column("keyvalue_id", "INTEGER PRIMARY KEY AUTOINCREMENT"),
            new Column("key", "TEXT"),
            new Column("value", "INTEGER"),
            new Column("json_id", "INTEGER")),
        List.of("CREATE UNIQUE INDEX key_id ON keyvalue(json_id, key)"),
        version);
  }

  static Table json(int version) {
    Column directory = new Column("directory", PATH);
    Column fileName = new Column("file_name", PATH);
    return switch (version) {
      case 1 -> json(version, List.of(JSON_ID, new Column("path", PATH)), "path");
      case 2 -> json(version, List.of(JSON_ID, directory, fileName), "directory, file_name");
      default ->
          json(
              version,
              List.of(JSON_ID, new Column("site", PATH), directory, fileName),
              "directory, site, file_name");
    };
  }

  private static Table json(int version, List<Column> columns, String key) {
    List<String> indexes = List.of("CREATE UNIQUE INDEX path ON json(" + key + ")");
    return new Table("json", columns, indexes, version);
  }
}
