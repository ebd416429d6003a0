package zerobridge.host;

import java.io.IOException;

/** The node could not be started; the message is a sentence for the person. */
final class StartException extends IOException {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }
}
