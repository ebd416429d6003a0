package zerobridge.db;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.db.DbSchema.FileMap;
import zerobridge.db.Sqlite.TimeBudget;
import zerobridge.io.AtomicFile;
import zerobridge.io.InnerPath;

/**
 * The SQLite database of one site: a cache of what its JSON files say, for the queries of its
 * pages. Opened when first needed; a missing, outdated or damaged file is made anew from the site's
 * files, a damaged one only once in the life of this object.
 *
 * <p>Safe for any thread: imports wait for each other, queries wait for each other, and a query
 * sees what was committed before it, also while an import or a rebuild runs.
 */
public final class SiteDatabase implements AutoCloseable {
  /** Files between two reports of a rebuild. */
  public static final int STEP = 100;

  /** Triggers and indexes of a hostile schema may make one import slow, but not endless. */
  private static final Duration IMPORT_TIME = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(SiteDatabase.class);

  /**
   * What one query of a page may cost.
   *
   * @param time until it is stopped
   * @param rows at most this many
   * @param characters of all texts and names in the result together
   */
  public record Limits(Duration time, int rows, long characters) {
    /** Generous: a large forum's slowest query stays far below. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(15), 200_000, 64L << 20);
  }

  private final DbSchema schema;
  private final Path file;
  private final DataFiles files;
  private final Executor parsers;
  private final PageReader reader;
  private final Object writing = new Object();
  private volatile boolean open;
  private @Nullable Connection writer;
  private @Nullable JsonImport imports;
  private @Nullable TimeBudget budget;
  private boolean healed;

  /**
   * Opens nothing yet.
   *
   * @param siteDirectory the site's folder; the schema says where in it the database lies
   * @param parsers runs the reading and parsing of a rebuild beside the writing
   */
  public SiteDatabase(
      Path siteDirectory, DbSchema schema, DataFiles files, Executor parsers, Limits limits) {
    this.schema = schema;
    this.file = schema.file().in(siteDirectory);
    this.files = files;
    this.parsers = parsers;
    this.reader = new PageReader(file, limits);
  }

  public DbSchema schema() {
    return schema;
  }

  /**
   * Takes the new state of one file into the database, all of it or nothing.
   *
   * @param content the file's bytes, null if it was deleted
   * @return false if no map of the schema is about this file
   * @throws ImportException if the file holds what the tables cannot; its old rows stay
   * @throws DatabaseException if the database cannot be written
   */
  public boolean importFile(InnerPath path, byte @Nullable [] content) throws IOException {
    String relative = schema.relative(path);
    List<FileMap> maps = relative == null ? List.of() : schema.mapsFor(relative);
    if (relative == null || maps.isEmpty()) {
      return false;
    }
    JsonObject data = JsonFile.parse(relative, content);
    synchronized (writing) {
      try {
        importOne(relative, maps, data);
      } catch (SQLException e) {
        if (!heal(e)) {
          throw new ImportException(relative + " was not imported: " + Sqlite.reason(e), e);
        }
        // The rebuild took the file from disk; import it again in case disk is not yet as told.
        retryImport(relative, maps, data);
      }
    }
    return true;
  }

  /**
   * Answers a page's query (content model, query API).
   *
   * @param params null, an object or a list
   * @return a list of objects, column name to value; of columns with the same name the first counts
   * @throws QueryException with the text that the page may see
   */
  public JsonArray query(String sql, @Nullable JsonElement params) throws QueryException {
    PageQuery query = PageQuery.rewrite(sql, params);
    try {
      ensureOpen();
      try {
        return reader.run(query);
      } catch (SQLException e) {
        synchronized (writing) {
          if (!heal(e)) {
            throw new QueryException(Sqlite.reason(e), e);
          }
        }
        return reader.run(query);
      }
    } catch (SQLException e) {
      throw new QueryException(Sqlite.reason(e), e);
    } catch (IOException e) {
      throw new QueryException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Makes sure the database is there and up to its schema, rebuilding it if it is not. */
  public void ensureOpen() throws IOException {
    // Without waiting for an import or a rebuild that runs beside an open database.
    if (!open) {
      synchronized (writing) {
        if (writer == null) {
          openOrRebuild();
        }
      }
    }
  }

  /**
   * Makes the database anew from the site's files. Queries meanwhile see the old one.
   *
   * @return how many files could not be imported
   */
  public int rebuild() throws IOException {
    synchronized (writing) {
      return rebuildNow();
    }
  }

  /** Closes and deletes the database file. */
  public void delete() throws IOException {
    synchronized (writing) {
      synchronized (reader) {
        closeConnections();
        Sqlite.delete(file);
      }
    }
  }

  /** Closes the files; the next use opens them again. */
  @Override
  public void close() {
    synchronized (writing) {
      closeConnections();
    }
  }

  private void importOne(String relative, List<FileMap> maps, JsonObject data)
      throws IOException, SQLException {
    ensureOpen();
    Connection connection = writer;
    JsonImport target = imports;
    TimeBudget time = budget;
    if (connection == null || target == null || time == null) {
      throw new IllegalStateException("The database is closed");
    }
    time.start(IMPORT_TIME);
    boolean done = false;
    Sqlite.run(connection, "BEGIN IMMEDIATE");
    try {
      target.apply(relative, maps, data);
      Sqlite.run(connection, "COMMIT");
      done = true;
    } finally {
      time.end();
      if (!done) {
        Sqlite.run(connection, "ROLLBACK");
      }
    }
  }

  private void retryImport(String relative, List<FileMap> maps, JsonObject data)
      throws IOException {
    try {
      importOne(relative, maps, data);
    } catch (SQLException e) {
      throw new ImportException(relative + " was not imported: " + Sqlite.reason(e), e);
    }
  }

  private void openOrRebuild() throws IOException {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > 0) {
        openExisting();
        return;
      }
    } catch (SQLException e) {
      closeConnections();
      if (!Sqlite.isBroken(e)) {
        throw new DatabaseException("The database " + file + " cannot be opened", e);
      }
      log.warn("The database {} is damaged and made anew: {}", file, Sqlite.reason(e));
    }
    if (writer == null) {
      rebuildNow();
    }
  }

  private void openExisting() throws SQLException, IOException {
    open();
    Connection opened = writer;
    if (opened != null && !Tables.areCurrent(opened, schema.tables())) {
      log.info("The tables of {} have changed: rebuilding", file);
      rebuildNow();
    }
  }

  private void open() throws SQLException {
    Connection opened = Sqlite.writer(file, false);
    writer = opened;
    imports = new JsonImport(opened, schema, false);
    budget = TimeBudget.on(opened);
    open = true;
  }

  private int rebuildNow() throws IOException {
    Path fresh = AtomicFile.temporaryBeside(file);
    try {
      int errors = new Rebuild(schema, files, parsers).into(fresh);
      synchronized (reader) {
        closeConnections();
        Sqlite.deleteSidecars(file);
        AtomicFile.move(fresh, file);
        open();
      }
      return errors;
    } catch (SQLException e) {
      closeConnections();
      throw new DatabaseException("The database " + file + " cannot be made", e);
    } finally {
      Sqlite.delete(fresh);
    }
  }

  private boolean heal(SQLException e) throws IOException {
    if (healed || !Sqlite.isBroken(e)) {
      return false;
    }
    healed = true;
    log.warn("The database {} is damaged and made anew: {}", file, Sqlite.reason(e));
    rebuildNow();
    return true;
  }

  private void closeConnections() {
    open = false;
    reader.close();
    try {
      if (imports != null) {
        imports.close();
      }
      if (writer != null) {
        writer.close();
      }
    } catch (SQLException e) {
      log.debug("Closing {}: {}", file, Sqlite.reason(e));
    }
    imports = null;
    writer = null;
    budget = null;
  }
}
