package zerobridge.db;

import java.io.IOException;

/**
 * One data file could not be taken into its site's database because of what it holds. The rows it
 * had before are untouched.
 */
public final class ImportException extends IOException {
  private static final long serialVersionUID = 1L;

  ImportException(String message) {
    super(message);
  }

  ImportException(String message, Throwable cause) {
    super(message, cause);
  }
}
