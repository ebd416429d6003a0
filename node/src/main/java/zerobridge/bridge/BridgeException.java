package zerobridge.bridge;

import java.io.IOException;

/** A request that cannot be answered: a code for programs and a sentence for people. */
public final class BridgeException extends IOException {
  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * @param code stable, lower case, such as {@code unknown-site}
   * @param message a full sentence
   */
  public BridgeException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** The code that programs compare. */
  public String code() {
    return code;
  }
}
