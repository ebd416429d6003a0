package zerobridge.codec;

import java.io.IOException;

/** A text that is not JSON, or beyond the limits; the message says where and why. */
public final class MalformedJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  MalformedJsonException(String message) {
    super(message);
    this.reason = message;
  }

  @Override
  public String getMessage() {
    return reason;
  }
}
