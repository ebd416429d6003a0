package zerobridge.site;

import java.io.IOException;

/**
 * An operation on a site that could not be done, with the sentence to show to the person or page.
 */
public final class SiteException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a full sentence or the reference's exact text where pages compare it
   */
  public SiteException(String message) {
    super(message);
  }

  SiteException(String message, Throwable cause) {
    super(message, cause);
  }
}
