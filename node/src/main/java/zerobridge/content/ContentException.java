package zerobridge.content;

import java.io.IOException;

/**
 * Content of a site that breaks a rule; the message says which, in the words other nodes use where
 * they have any.
 */
public final class ContentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  ContentException(String message) {
    super(message);
    this.reason = message;
  }

  @Override
  public String getMessage() {
    return reason;
  }

  /** Thousands of these may come from one bad peer; nobody reads where they were made. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
