package zerobridge.api;

import java.io.Serial;

/** A command's refusal or failure, in words for the page: answered as {@code {"error": text}}. */
final class ApiException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final boolean bare;

  ApiException(String message) {
    this(message, false);
  }

  private ApiException(String message, boolean bare) {
    super(message);
    this.bare = bare;
  }

  /** A refusal that some old commands answer as plain text instead of an object. */
  static ApiException bare(String message) {
    return new ApiException(message, true);
  }

  boolean isBare() {
    return bare;
  }

  /** The text for the page; never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
