package zerobridge.codec;

import java.io.IOException;

/** A pattern from a site that may not be used; the message says why, as other nodes do. */
public final class UnsafePatternException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  UnsafePatternException(String message) {
    super(message);
    this.reason = message;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
