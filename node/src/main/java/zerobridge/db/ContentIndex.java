package zerobridge.db;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * {@code content.db}: which manifests each site has, how large and how new they are, and the peers
 * known from before; in the layout of ZeroNet 0.7.2, whose file is used as it is (content model,
 * content.db).
 *
 * <p>A cache: when it is missing or damaged it starts empty, and a site without rows is read from
 * its files again. Safe for any thread; each call is one transaction.
 */
public final class ContentIndex implements AutoCloseable {
  private static final String NAME = "content.db";

  /** Used instead when the file belongs to a newer program. */
  private static final String OWN_NAME = "zerobridge-content.db";

  private static final Logger log = LoggerFactory.getLogger(ContentIndex.class);

  /**
   * One manifest.
   *
   * @param size bytes of the manifest file itself
   * @param sizeFiles bytes of the files it lists
   * @param sizeFilesOptional bytes of the optional files it lists
   * @param modified seconds since 1970, the whole part
   */
  public record Entry(
      InnerPath path, long size, long sizeFiles, long sizeFilesOptional, long modified) {}

  /**
   * A peer as it is kept between two runs.
   *
   * @param host IP address, or onion name with {@code .onion}
   * @param hashIds which optional files it has: the first two bytes of their hashes, 0 to 65535
   * @param added when we first heard of it, in seconds since 1970
   * @param found when somebody last told us of it, in seconds since 1970
   */
  public record StoredPeer(
      String host, int port, List<Integer> hashIds, long reputation, long added, long found) {
    public StoredPeer {
      hashIds = List.copyOf(hashIds);
    }
  }

  /**
   * The sizes of a site, in bytes.
   *
   * @param size manifests and the files that every visitor has
   * @param optional the files that are fetched on demand
   */
  public record Totals(long size, long optional) {}

  private final Connection connection;
  private final Statements sql;
  private final OptionalFileTable optionalFiles;

  private ContentIndex(Connection connection) {
    this.connection = connection;
    this.sql = new Statements(connection);
    this.optionalFiles = new OptionalFileTable(this, sql);
  }

  /**
   * Opens the index of a data directory; makes it if there is none.
   *
   * @throws DatabaseException if the directory cannot be written
   */
  public static ContentIndex open(Path dataDirectory) throws IOException {
    Files.createDirectories(dataDirectory);
    Path file = dataDirectory.resolve(NAME);
    try {
      Connection connection = Sqlite.writer(file, true);
      return switch (ContentTables.state(connection)) {
        case CURRENT -> new ContentIndex(connection);
        case EMPTY -> create(connection);
        case NEWER -> {
          connection.close();
          log.info("{} belongs to a newer program: keeping an index of our own", file);
          yield openOwn(dataDirectory.resolve(OWN_NAME));
        }
        case OLDER, DAMAGED -> {
          connection.close();
          yield startAgain(file, "older or damaged");
        }
      };
    } catch (SQLException e) {
      if (!Sqlite.isBroken(e)) {
        throw new DatabaseException("The index " + file + " cannot be opened", e);
      }
      return startAgain(file, Sqlite.reason(e));
    }
  }

  private static ContentIndex openOwn(Path file) throws IOException {
    try {
      Connection connection = Sqlite.writer(file, true);
      return switch (ContentTables.state(connection)) {
        case CURRENT -> new ContentIndex(connection);
        case EMPTY -> create(connection);
        case NEWER, OLDER, DAMAGED -> {
          connection.close();
          yield startAgain(file, "older or damaged");
        }
      };
    } catch (SQLException e) {
      return startAgain(file, Sqlite.reason(e));
    }
  }

  private static ContentIndex startAgain(Path file, String reason) throws IOException {
    log.warn("{} is put aside and made anew: {}", file, reason);
    Sqlite.deleteSidecars(file);
    if (Files.exists(file)) {
      Path aside = file.resolveSibling(file.getFileName() + ".old");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
    }
    try {
      return create(Sqlite.writer(file, true));
    } catch (SQLException e) {
      throw new DatabaseException("The index " + file + " cannot be made", e);
    }
  }

  private static ContentIndex create(Connection connection) throws SQLException {
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    Tables.create(connection, ContentTables.ALL);
    Sqlite.run(connection, "COMMIT");
    return new ContentIndex(connection);
  }

  /** The rows of files that are fetched on demand. */
  public OptionalFileTable optionalFiles() {
    return optionalFiles;
  }

  /** All known manifests of a site by path; empty for an unknown site. */
  public synchronized Map<InnerPath, Entry> manifests(SiteAddress site) throws DatabaseException {
    try (ResultSet rows =
        sql.query(
            "SELECT inner_path, size, size_files, size_files_optional, modified"
                + " FROM content JOIN site USING (site_id) WHERE address = ? ORDER BY inner_path",
            site.value())) {
      Map<InnerPath, Entry> entries = new LinkedHashMap<>();
      while (rows.next()) {
        InnerPath path = path(rows.getString(1));
        if (path != null) {
          entries.put(
              path,
              new Entry(path, rows.getLong(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
        }
      }
      return entries;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Records new or changed manifests of a site; an unknown site is added. */
  public void put(SiteAddress site, Collection<Entry> entries) throws DatabaseException {
    inTransaction(
        () -> {
          long id = needSite(site);
          for (Entry e : entries) {
            sql.update(
                "INSERT INTO content (site_id, inner_path, size, size_files, size_files_optional,"
                    + " modified) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (site_id, inner_path) DO"
                    + " UPDATE SET size = excluded.size, size_files = excluded.size_files,"
                    + " size_files_optional = excluded.size_files_optional,"
                    + " modified = excluded.modified",
                id,
                e.path().value(),
                e.size(),
                e.sizeFiles(),
                e.sizeFilesOptional(),
                e.modified());
          }
        });
  }

  /** Forgets manifests of a site. */
  public void remove(SiteAddress site, Collection<InnerPath> paths) throws DatabaseException {
    inTransaction(
        () -> {
          long id = needSite(site);
          for (InnerPath path : paths) {
            sql.update(
                "DELETE FROM content WHERE site_id = ? AND inner_path = ?", id, path.value());
          }
        });
  }

  /** Forgets a site with its manifests and peers. */
  public void removeSite(SiteAddress site) throws DatabaseException {
    inTransaction(() -> sql.update("DELETE FROM site WHERE address = ?", site.value()));
  }

  /**
   * The manifests changed after a moment, for the peer protocol's listModified.
   *
   * @param after in seconds since 1970, exclusive; 0 for all
   */
  public synchronized Map<InnerPath, Long> listModified(SiteAddress site, long after)
      throws DatabaseException {
    try (ResultSet rows =
        sql.query(
            "SELECT inner_path, modified FROM content JOIN site USING (site_id)"
                + " WHERE address = ? AND (modified > ? OR ? = 0)",
            site.value(),
            after,
            after)) {
      Map<InnerPath, Long> modified = new LinkedHashMap<>();
      while (rows.next()) {
        InnerPath path = path(rows.getString(1));
        if (path != null) {
          modified.put(path, rows.getLong(2));
        }
      }
      return modified;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** How large a site is by its manifests. */
  public synchronized Totals totals(SiteAddress site) throws DatabaseException {
    try (ResultSet rows =
        sql.query(
            "SELECT SUM(size) + SUM(size_files), SUM(size_files_optional)"
                + " FROM content JOIN site USING (site_id) WHERE address = ?",
            site.value())) {
      return rows.next() ? new Totals(rows.getLong(1), rows.getLong(2)) : new Totals(0, 0);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Replaces the peers kept for a site. */
  public void savePeers(SiteAddress site, Collection<StoredPeer> peers) throws DatabaseException {
    inTransaction(
        () -> {
          long id = needSite(site);
          sql.update("DELETE FROM peer WHERE site_id = ?", id);
          for (StoredPeer p : peers) {
            sql.update(
                "INSERT OR REPLACE INTO peer (site_id, address, port, hashfield, reputation,"
                    + " time_added, time_found) VALUES (?, ?, ?, ?, ?, ?, ?)",
                id,
                p.host(),
                (long) p.port(),
                packed(p.hashIds()),
                p.reputation(),
                p.added(),
                p.found());
          }
        });
  }

  /** The peers kept for a site. */
  public synchronized List<StoredPeer> peers(SiteAddress site) throws DatabaseException {
    try (ResultSet rows =
        sql.query(
            "SELECT peer.address, port, hashfield, reputation, time_added, time_found"
                + " FROM peer JOIN site USING (site_id) WHERE site.address = ?",
            site.value())) {
      List<StoredPeer> peers = new ArrayList<>();
      while (rows.next()) {
        peers.add(
            new StoredPeer(
                rows.getString(1),
                rows.getInt(2),
                unpacked(rows.getObject(3)),
                rows.getLong(4),
                rows.getLong(5),
                rows.getLong(6)));
      }
      return peers;
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public synchronized void close() throws DatabaseException {
    try {
      sql.close();
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Two bytes each, low one first; the reference writes an empty text for none. */
  private static Object packed(List<Integer> hashIds) {
    if (hashIds.isEmpty()) {
      return "";
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * hashIds.size()).order(ByteOrder.LITTLE_ENDIAN);
    hashIds.forEach(id -> bytes.putShort(id.shortValue()));
    return bytes.array();
  }

  private static List<Integer> unpacked(@Nullable Object column) {
    if (!(column instanceof byte[] bytes)) {
      return List.of();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> hashIds = new ArrayList<>(bytes.length / 2);
    while (buffer.remaining() >= 2) {
      hashIds.add(Short.toUnsignedInt(buffer.getShort()));
    }
    return hashIds;
  }

  long needSite(SiteAddress site) throws SQLException {
    sql.update("INSERT OR IGNORE INTO site (address) VALUES (?)", site.value());
    Long id = sql.number("SELECT site_id FROM site WHERE address = ?", site.value());
    if (id == null) {
      throw new SQLException("site " + site.value() + " was not inserted");
    }
    return id;
  }

  /** Another program's row may hold a path that we do not accept: it is as if it were absent. */
  static @Nullable InnerPath path(String text) {
    try {
      return InnerPath.parse(text);
    } catch (IllegalInnerPathException e) {
      log.debug("In content.db: {}", e.getMessage());
      return null;
    }
  }

  /** Several statements that count together. */
  interface Work {
    void run() throws SQLException;
  }

  synchronized void inTransaction(Work work) throws DatabaseException {
    try {
      Sqlite.run(connection, "BEGIN IMMEDIATE");
      boolean done = false;
      try {
        work.run();
        Sqlite.run(connection, "COMMIT");
        done = true;
      } finally {
        if (!done) {
          Sqlite.run(connection, "ROLLBACK");
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  static DatabaseException failed(SQLException e) {
    return new DatabaseException("The index of manifests failed", e);
  }
}
