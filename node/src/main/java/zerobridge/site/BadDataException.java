package zerobridge.site;

import java.io.IOException;

/** A peer gave something that is provably not what the manifests say. The message is the reason. */
final class BadDataException extends IOException {
  private static final long serialVersionUID = 1L;

  BadDataException(String message) {
    super(message);
  }
}
