package zerobridge.db;

import java.io.IOException;

/** A {@code dbschema.json} from which no database can be made; the message says why. */
public final class InvalidSchemaException extends IOException {
  private static final long serialVersionUID = 1L;

  InvalidSchemaException(String message) {
    super(message);
  }

  InvalidSchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
