package zerobridge.peer;

import java.io.IOException;

/** The connection ended before an answer came; the message says why. */
public final class ConnectionClosedException extends IOException {
  private static final long serialVersionUID = 1;

  public ConnectionClosedException(String message) {
    super(message);
  }
}
