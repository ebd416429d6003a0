package zerobridge.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * The optional files that the sites' manifests list, one row each, in the table {@code
 * file_optional} of {@code content.db}: what pages list and 0.7.2 reads. Safe for any thread; each
 * call is one transaction. Content specification, OptionalManager.
 */
public final class OptionalFileTable {
  private static final Pattern ORDER =
      Pattern.compile("[a-z_*/+-]+(?: (?:DESC|ASC))?(?:, ?[a-z_*/+-]+(?: (?:DESC|ASC))?)*");

  private static final Set<String> COLUMNS =
      Set.of(
          "file_id",
          "site_id",
          "inner_path",
          "hash_id",
          "size",
          "peer",
          "uploaded",
          "is_downloaded",
          "is_pinned",
          "time_added",
          "time_downloaded",
          "time_accessed");

  private final ContentIndex index;
  private final Statements sql;

  OptionalFileTable(ContentIndex index, Statements sql) {
    this.index = index;
    this.sql = sql;
  }

  /**
   * What a manifest lists, and whether it is here.
   *
   * @param hashId the first two bytes of its hash
   * @param size in bytes
   */
  public record Listed(InnerPath path, int hashId, long size, boolean downloaded) {}

  /**
   * A row.
   *
   * @param fileId of the row itself
   * @param siteId of the site's row
   * @param uploaded bytes given to others
   * @param pinned whether it is never deleted to make room
   * @param timeAdded when the file was first listed, Unix seconds
   * @param timeDownloaded when it came, 0 for never
   * @param timeAccessed when it was last looked at, 0 for never
   */
  public record Row(
      long fileId,
      long siteId,
      Listed file,
      long uploaded,
      boolean pinned,
      long timeAdded,
      long timeDownloaded,
      long timeAccessed) {}

  /** Which rows of a site to list. */
  public enum Which {
    ALL("1"),
    DOWNLOADED("is_downloaded = 1 OR is_pinned = 1"),
    PINNED("is_pinned = 1");

    private final String condition;

    Which(String condition) {
      this.condition = condition;
    }
  }

  /** Enters files that are listed or have come or gone; what is known of each is kept. */
  public void put(SiteAddress site, Collection<Listed> files, long nowSeconds)
      throws DatabaseException {
    index.inTransaction(
        () -> {
          long id = index.needSite(site);
          for (Listed file : files) {
            put(id, file, nowSeconds);
          }
        });
  }

  private void put(long site, Listed file, long now) throws SQLException {
    long here = file.downloaded() ? 1 : 0;
    sql.update(
        "INSERT INTO file_optional (site_id, inner_path, hash_id, size, is_downloaded, time_added,"
            + " time_downloaded) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (site_id, inner_path) DO"
            + " UPDATE SET hash_id = excluded.hash_id, size = excluded.size,"
            + " is_downloaded = excluded.is_downloaded, time_downloaded = CASE WHEN"
            + " excluded.is_downloaded > is_downloaded THEN excluded.time_downloaded"
            + " ELSE time_downloaded END",
        site,
        file.path().value(),
        (long) file.hashId(),
        file.size(),
        here,
        now,
        here * now);
  }

  /** Forgets files that are listed no longer. */
  public void remove(SiteAddress site, Collection<InnerPath> paths) throws DatabaseException {
    index.inTransaction(
        () -> {
          long id = index.needSite(site);
          for (InnerPath path : paths) {
            sql.update(
                "DELETE FROM file_optional WHERE site_id = ? AND inner_path = ?", id, path.value());
          }
        });
  }

  /** Makes the rows of a site those of the files that are listed now; writes only what differs. */
  public void replaceAll(SiteAddress site, Map<InnerPath, Listed> files, long nowSeconds)
      throws DatabaseException {
    index.inTransaction(
        () -> {
          long id = index.needSite(site);
          Map<String, Listed> before = new HashMap<>();
          try (ResultSet rows =
              sql.query(
                  "SELECT inner_path, hash_id, size, is_downloaded FROM file_optional"
                      + " WHERE site_id = ?",
                  id)) {
            while (rows.next()) {
              before.put(rows.getString(1), listed(rows));
            }
          }
          for (Listed file : files.values()) {
            if (!file.equals(before.remove(file.path().value()))) {
              put(id, file, nowSeconds);
            }
          }
          for (String path : before.keySet()) {
            sql.update("DELETE FROM file_optional WHERE site_id = ? AND inner_path = ?", id, path);
          }
        });
  }

  /** The row of a file, or null. */
  public @Nullable Row find(SiteAddress site, InnerPath path) throws DatabaseException {
    List<Row> found =
        query("AND inner_path = ? ORDER BY file_id LIMIT 1", site.value(), path.value());
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * Rows of a site.
   *
   * @param orderBy columns, each with {@code ASC} or {@code DESC}, separated by commas
   * @param like an SQL pattern for the path
   * @throws IllegalArgumentException if it can't be ordered like that
   */
  public List<Row> list(SiteAddress site, Which which, String like, String orderBy, int limit)
      throws DatabaseException {
    if (!isOrder(orderBy)) {
      throw new IllegalArgumentException("Invalid order_by");
    }
    try {
      return query(
          "AND (" + which.condition + ") AND inner_path LIKE ? ORDER BY " + orderBy + " LIMIT ?",
          site.value(),
          like,
          (long) limit);
    } catch (DatabaseException e) {
      throw new IllegalArgumentException("Invalid order_by", e);
    }
  }

  /** Columns and what is computed from them, but no other SQL. */
  private static boolean isOrder(String orderBy) {
    return ORDER.matcher(orderBy).matches()
        && Stream.of(orderBy.split("[^a-z_]+|(?:DESC|ASC)"))
            .filter(word -> !word.isEmpty())
            .allMatch(COLUMNS::contains)
        && !orderBy.contains("--")
        && !orderBy.contains("/*");
  }

  private List<Row> query(String rest, Object... values) throws DatabaseException {
    synchronized (index) {
      try (ResultSet rows =
          sql.query(
              "SELECT inner_path, hash_id, size, is_downloaded, file_id, site_id, uploaded,"
                  + " is_pinned, time_added, time_downloaded, time_accessed FROM file_optional"
                  + " JOIN site USING (site_id) WHERE address = ? "
                  + rest,
              values)) {
        List<Row> found = new ArrayList<>();
        while (rows.next()) {
          Listed file = listed(rows);
          if (file != null) {
            found.add(
                new Row(
                    rows.getLong(5),
                    rows.getLong(6),
                    file,
                    rows.getLong(7),
                    rows.getBoolean(8),
                    rows.getLong(9),
                    rows.getLong(10),
                    rows.getLong(11)));
          }
        }
        return found;
      } catch (SQLException e) {
        throw ContentIndex.failed(e);
      }
    }
  }

  /** The first four columns; null when the path is none that we accept. */
  private static @Nullable Listed listed(ResultSet rows) throws SQLException {
    InnerPath path = ContentIndex.path(rows.getString(1));
    return path == null
        ? null
        : new Listed(path, rows.getInt(2), rows.getLong(3), rows.getBoolean(4));
  }
}
