package zerobridge.db;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteLimits;

/**
 * Opens SQLite files in the three ways this node needs. A site's schema and a page's query are
 * other people's SQL: no connection can attach another file or load an extension, and each has a
 * budget of time.
 */
final class Sqlite {
  /** How many virtual machine steps pass between two looks at the clock. */
  private static final int STEPS_PER_LOOK = 10_000;

  /** Our own two connections may meet for the length of one checkpoint. */
  private static final int BUSY_MILLIS = 10_000;

  /** No cell and no row may be larger: a data file is at most 25 MiB. */
  private static final int MAX_VALUE_BYTES = 32 * 1024 * 1024;

  private static final Set<SQLiteErrorCode> BROKEN =
      Set.of(
          SQLiteErrorCode.SQLITE_CORRUPT,
          SQLiteErrorCode.SQLITE_NOTADB,
          SQLiteErrorCode.SQLITE_CORRUPT_INDEX,
          SQLiteErrorCode.SQLITE_CORRUPT_SEQUENCE,
          SQLiteErrorCode.SQLITE_CORRUPT_VTAB,
          SQLiteErrorCode.SQLITE_IOERR_SHORT_READ);

  private Sqlite() {}

  /** The connection that writes; readers beside it see the last committed state. */
  static Connection writer(Path file, boolean foreignKeys) throws SQLException {
    SQLiteConfig config = common();
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.NORMAL);
    config.enforceForeignKeys(foreignKeys);
    return open(config, file);
  }

  /** For a new file that is thrown away if anything goes wrong: no journal, no waiting for disk. */
  static Connection bulk(Path file) throws SQLException {
    SQLiteConfig config = common();
    config.setJournalMode(JournalMode.MEMORY);
    config.setSynchronous(SynchronousMode.OFF);
    config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
    config.setCacheSize(-32 * 1024);
    return open(config, file);
  }

  /** For pages: cannot write anything, whatever the SQL says. */
  static Connection reader(Path file) throws SQLException {
    SQLiteConfig config = common();
    config.setReadOnly(true);
    Connection connection = open(config, file);
    run(connection, "PRAGMA query_only = 1");
    return connection;
  }

  private static SQLiteConfig common() {
    SQLiteConfig config = new SQLiteConfig();
    config.setTempStore(TempStore.MEMORY);
    config.setBusyTimeout(BUSY_MILLIS);
    config.enableLoadExtension(false);
    return config;
  }

  private static Connection open(SQLiteConfig config, Path file) throws SQLException {
    Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath());
    try {
      SQLiteConnection limits = connection.unwrap(SQLiteConnection.class);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
      limits.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MAX_VALUE_BYTES);
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Runs the first statement of the text; {@code executeUpdate} would run all of them. */
  static void run(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  /** Deletes a database with what SQLite keeps beside it; the file itself goes last. */
  static void delete(Path file) throws IOException {
    deleteSidecars(file);
    Files.deleteIfExists(file);
  }

  /** A left-over journal beside a new database would be played into it. */
  static void deleteSidecars(Path file) throws IOException {
    for (String suffix : new String[] {"-journal", "-wal", "-shm"}) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
    }
  }

  /** Whether the file itself is damaged, so that only making it anew helps. */
  static boolean isBroken(SQLException e) {
    return e instanceof SQLiteException s && BROKEN.contains(s.getResultCode());
  }

  /** SQLite's own words, without what the driver puts around them. */
  static String reason(SQLException e) {
    String message = String.valueOf(e.getMessage());
    int open = message.indexOf('(');
    return message.startsWith("[SQLITE_") && open > 0 && message.endsWith(")")
        ? message.substring(open + 1, message.length() - 1)
        : message;
  }

  /** Stops whatever a connection runs once its time is up. Used by the thread that runs it. */
  static final class TimeBudget extends ProgressHandler {
    private long deadline = Long.MAX_VALUE;
    private boolean limited;

    /** Watches the connection from now on; without {@link #start} it never stops anything. */
    static TimeBudget on(Connection connection) throws SQLException {
      TimeBudget budget = new TimeBudget();
      setHandler(connection, STEPS_PER_LOOK, budget);
      return budget;
    }

    void start(Duration budget) {
      deadline = System.nanoTime() + budget.toNanos();
      limited = true;
    }

    void end() {
      limited = false;
    }

    boolean isOver() {
      return limited && System.nanoTime() - deadline > 0;
    }

    @Override
    protected int progress() {
      return isOver() ? 1 : 0;
    }
  }
}
