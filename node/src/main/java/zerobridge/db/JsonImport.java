package zerobridge.db;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.db.DbSchema.FileMap;
import zerobridge.db.DbSchema.TableMap;

/**
 * Puts what one JSON file says into the tables, by the maps of the site's schema (content model,
 * importing one JSON file). The caller owns the transaction. Confined to the connection's user.
 */
final class JsonImport implements AutoCloseable {
  private final Statements sql;
  private final JsonRows rows;
  private final boolean idsAreFresh;
  private final Set<Long> imported = new HashSet<>();

  /** The file being imported; untouched means that no table but json can know its id yet. */
  private record Owner(long id, boolean untouched) {}

  /**
   * @param empty whether nothing but this import has written to the database since it was made
   */
  JsonImport(Connection connection, DbSchema schema, boolean empty) {
    sql = new Statements(connection);
    rows = new JsonRows(sql, schema.version(), empty);
    // An id that could be given out a second time may meet rows of its first owner.
    idsAreFresh =
        empty
            && schema.tables().stream()
                .filter(t -> t.name().equals("json"))
                .flatMap(t -> t.columns().stream())
                .anyMatch(c -> c.name().equals("json_id") && c.type().contains("AUTOINCREMENT"));
  }

  /**
   * Imports one file.
   *
   * @param maps those that match the path, at least one
   * @param data the file's object; empty for a deleted or broken file
   */
  void apply(String relative, List<FileMap> maps, JsonObject data)
      throws SQLException, ImportException {
    boolean needsRow =
        data.isEmpty()
            || maps.stream().anyMatch(m -> !m.toKeyValue().isEmpty() || !m.toTable().isEmpty());
    Owner row = needsRow ? owner(relative) : null;
    Set<String> filled = new HashSet<>();
    for (FileMap map : maps) {
      if (row != null && !map.toKeyValue().isEmpty()) {
        keyValues(map.toKeyValue(), data, row, filled);
      }
      if (!map.toJsonTable().isEmpty()) {
        jsonColumns(relative, map, data);
      }
      for (TableMap table : map.toTable()) {
        if (row != null) {
          table(table, data, row, filled);
        }
      }
    }
    if (data.isEmpty() && row != null) {
      rows.delete(relative, row.id());
    }
  }

  /** Starts a part of the transaction that can be undone. */
  void begin() throws SQLException {
    sql.update("SAVEPOINT one_file");
  }

  /** What was applied since {@link #begin} becomes part of the transaction. */
  void keep() throws SQLException {
    sql.update("RELEASE one_file");
    rows.keep();
  }

  /** Nothing was applied since {@link #begin}; {@link #keep} must follow. */
  void undo() throws SQLException {
    sql.update("ROLLBACK TO one_file");
    rows.forget();
  }

  private Owner owner(String relative) throws SQLException, ImportException {
    long id = rows.need(relative);
    return new Owner(id, idsAreFresh && imported.add(id));
  }

  private void keyValues(List<String> keys, JsonObject data, Owner row, Set<String> filled)
      throws SQLException, ImportException {
    Map<String, @Nullable Object> stored = new HashMap<>();
    if (mayHaveRows("keyvalue", row, filled)) {
      try (ResultSet found =
          sql.query("SELECT key, value FROM keyvalue WHERE json_id = ?", row.id())) {
        while (found.next()) {
          stored.put(found.getString(1), found.getObject(2));
        }
      }
    }
    for (String key : keys) {
      Object value = value(data.get(key));
      if (!stored.containsKey(key)) {
        sql.update(
            "INSERT INTO keyvalue (key, value, json_id) VALUES (?, ?, ?)", key, value, row.id());
        stored.put(key, value);
      } else if (!same(value, stored.get(key))) {
        sql.update(
            "UPDATE keyvalue SET value = ? WHERE json_id = ? AND key = ?", value, row.id(), key);
      }
    }
  }

  private static boolean same(@Nullable Object a, @Nullable Object b) {
    if (a instanceof Long x && b instanceof Number y && !(y instanceof Double)) {
      return x == y.longValue();
    }
    return a == null ? b == null : a.equals(b);
  }

  /** Columns of the row of another file in the same folder; absent keys keep what they have. */
  private void jsonColumns(String relative, FileMap map, JsonObject data)
      throws SQLException, ImportException {
    String own = relative.substring(relative.lastIndexOf('/') + 1);
    String target = map.fileName() == null ? own : map.fileName();
    long id = rows.need(JsonRows.directory(relative) + "/" + target);
    List<String> sets = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (String key : map.toJsonTable()) {
      if (data.has(key)) {
        sets.add(key + " = ?");
        values.add(value(data.get(key)));
      }
    }
    if (!sets.isEmpty()) {
      values.add(id);
      String set = String.join(", ", sets);
      sql.update("UPDATE json SET " + set + " WHERE json_id = ?", values.toArray());
    }
  }

  private void table(TableMap map, JsonObject data, Owner row, Set<String> filled)
      throws SQLException, ImportException {
    if (mayHaveRows(map.table(), row, filled)) {
      sql.update("DELETE FROM " + map.table() + " WHERE json_id = ?", row.id());
    }
    JsonElement node = data.get(map.node());
    if (node == null) {
      return;
    }
    String keyColumn = map.keyColumn();
    if (keyColumn == null) {
      for (JsonElement item : list(node, map.node())) {
        insert(map, columns(map, item), row);
      }
    } else {
      for (Map.Entry<String, JsonElement> entry : object(node, map.node()).entrySet()) {
        keyed(map, keyColumn, entry.getKey(), entry.getValue(), row);
      }
    }
  }

  private void keyed(TableMap map, String keyColumn, String key, JsonElement value, Owner row)
      throws SQLException, ImportException {
    String valueColumn = map.valueColumn();
    if (valueColumn != null) {
      Map<String, @Nullable Object> columns = new LinkedHashMap<>();
      columns.put(keyColumn, key);
      columns.put(valueColumn, value(value));
      insert(map, columns, row);
    } else if (value instanceof JsonObject) {
      Map<String, @Nullable Object> columns = columns(map, value);
      columns.put(keyColumn, key);
      replace(map, columns);
      insert(map, columns, row);
    } else if (value instanceof JsonArray items) {
      for (JsonElement item : items) {
        Map<String, @Nullable Object> columns = columns(map, item);
        columns.put(keyColumn, key);
        insert(map, columns, row);
      }
    }
  }

  private static void replace(TableMap map, Map<String, @Nullable Object> columns) {
    map.replaces()
        .forEach(
            (column, pairs) -> {
              if (columns.get(column) instanceof String text) {
                String replaced = text;
                for (Map.Entry<String, String> pair : pairs.entrySet()) {
                  replaced = replaced.replace(pair.getKey(), pair.getValue());
                }
                columns.put(column, replaced);
              }
            });
  }

  private Map<String, @Nullable Object> columns(TableMap map, JsonElement item)
      throws ImportException {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    JsonObject object = object(item, map.node());
    for (String column : map.importColumns()) {
      JsonElement value = object.get(column);
      if (value != null) {
        columns.put(column, value(value));
      }
    }
    return columns;
  }

  /** The owner is always recorded, else the row could never be deleted again. */
  private void insert(TableMap map, Map<String, @Nullable Object> columns, Owner row)
      throws SQLException {
    columns.put("json_id", row.id());
    StringBuilder text = new StringBuilder("INSERT OR REPLACE INTO ");
    text.append(map.table()).append(" (").append(String.join(",", columns.keySet()));
    text.append(") VALUES (?").append(",?".repeat(columns.size() - 1)).append(')');
    sql.update(text.toString(), columns.values().toArray());
  }

  /**
   * Whether the table can hold rows of this file: most tables have no index that starts with the
   * owner, so on a rebuild every needless DELETE would walk through the whole table.
   */
  private boolean mayHaveRows(String table, Owner row, Set<String> filled) {
    return !filled.add(table) || !row.untouched();
  }

  private static JsonArray list(JsonElement value, String node) throws ImportException {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw new ImportException(node + " is not a list");
  }

  private static JsonObject object(JsonElement value, String node) throws ImportException {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new ImportException(node + " holds " + kind(value) + " where an object belongs");
  }

  private static String kind(JsonElement value) {
    if (value instanceof JsonPrimitive) {
      return "a plain value";
    }
    return value instanceof JsonArray ? "a list" : "nothing";
  }

  private static @Nullable Object value(@Nullable JsonElement value) throws ImportException {
    try {
      return SqlValues.fromJson(value);
    } catch (QueryException e) {
      throw new ImportException(e.getMessage() == null ? "Bad value" : e.getMessage(), e);
    }
  }

  @Override
  public void close() throws SQLException {
    sql.close();
  }
}
