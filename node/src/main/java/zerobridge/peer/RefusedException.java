package zerobridge.peer;

import java.io.IOException;

/** The peer answered with an error; the connection is fine. The message is the peer's own text. */
public final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  public RefusedException(String message) {
    super(message);
  }
}
