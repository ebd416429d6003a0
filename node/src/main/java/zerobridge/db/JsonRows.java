package zerobridge.db;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of the {@code json} table: one per file, found or made by the file's path. */
final class JsonRows {
  private static final Pattern SITE_AND_DIRECTORY = Pattern.compile("([^/]*)/(.*)", Pattern.DOTALL);

  private final Statements sql;
  private final int version;
  private final @Nullable Map<String, Long> known;
  private final List<String> made = new ArrayList<>();

  /**
   * @param empty whether the database is just being filled: then ids are remembered instead of
   *     looked up
   */
  JsonRows(Statements sql, int version, boolean empty) {
    this.sql = sql;
    this.version = version;
    this.known = empty ? new HashMap<>() : null;
  }

  /** The id of the file's row, which is made if there is none. */
  long need(String relative) throws SQLException, ImportException {
    Long id = find(relative);
    if (id != null) {
      return id;
    }
    insert(relative);
    Long inserted = sql.number("SELECT last_insert_rowid()");
    if (inserted == null) {
      throw new ImportException("The json table gives " + relative + " no id");
    }
    if (known != null) {
      known.put(relative, inserted);
      made.add(relative);
    }
    return inserted;
  }

  /** The rows made since the last call are there to stay. */
  void keep() {
    made.clear();
  }

  /** The rows made since the last {@link #keep} were rolled back. */
  void forget() {
    if (known != null) {
      known.keySet().removeAll(made);
    }
    made.clear();
  }

  void delete(String relative, long id) throws SQLException {
    sql.update("DELETE FROM json WHERE json_id = ?", id);
    if (known != null) {
      known.remove(relative);
    }
  }

  private @Nullable Long find(String relative) throws SQLException, ImportException {
    if (known != null) {
      return known.get(relative);
    }
    return sql.number("SELECT json_id FROM json WHERE " + where(), key(relative));
  }

  private void insert(String relative) throws SQLException, ImportException {
    Object[] key = key(relative);
    sql.update(
        switch (version) {
          case 1 -> "INSERT INTO json (path) VALUES (?)";
          case 2 -> "INSERT INTO json (directory, file_name) VALUES (?, ?)";
          default -> "INSERT INTO json (site, directory, file_name) VALUES (?, ?, ?)";
        },
        key);
  }

  private String where() {
    return switch (version) {
      case 1 -> "path = ? LIMIT 1";
      case 2 -> "directory = ? AND file_name = ? LIMIT 1";
      default -> "site = ? AND directory = ? AND file_name = ? LIMIT 1";
    };
  }

  private Object[] key(String relative) throws ImportException {
    if (version == 1) {
      return new Object[] {relative};
    }
    String directory = directory(relative);
    String fileName = relative.substring(relative.lastIndexOf('/') + 1);
    if (version == 2) {
      return new Object[] {directory, fileName};
    }
    Matcher parts = SITE_AND_DIRECTORY.matcher(directory);
    if (!parts.matches()) {
      throw new ImportException("Not the path of a merged site's file: " + relative);
    }
    return new Object[] {parts.group(1), parts.group(2), fileName};
  }

  /** Without the slashes at its end. */
  static String directory(String relative) {
    int end = Math.max(relative.lastIndexOf('/'), 0);
    while (end > 0 && relative.charAt(end - 1) == '/') {
      end--;
    }
    return relative.substring(0, end);
  }
}
