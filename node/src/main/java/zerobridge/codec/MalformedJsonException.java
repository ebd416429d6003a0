package zerobridge.codec;

import java.io.IOException;

/** A text that is not JSON, or beyond the limits; the message says where and why. */
public final class MalformedJsonException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedJsonException(String message) {
    super(message);
  }
}
