package zerobridge.db;

import java.io.IOException;
import java.sql.SQLException;

/** A database file could not be opened, read or written. */
public final class DatabaseException extends IOException {
  private static final long serialVersionUID = 1L;

  DatabaseException(String message, SQLException cause) {
    super(message + ": " + Sqlite.reason(cause), cause);
  }
}
