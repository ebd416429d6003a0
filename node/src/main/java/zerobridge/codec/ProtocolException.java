package zerobridge.codec;

import java.io.IOException;

/**
 * The other side broke the rules of a wire format. The message is a full sentence that names the
 * rule, fit for a log line; it never holds the offending bytes themselves.
 */
public class ProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  public ProtocolException(String message) {
    super(message);
  }

  public ProtocolException(String message, Throwable cause) {
    super(message, cause);
  }
}
