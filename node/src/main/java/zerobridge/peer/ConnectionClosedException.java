package zerobridge.peer;

import java.io.IOException;

/** The connection ended before an answer came; the message says why. */
public final class ConnectionClosedException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean ruleBroken;

  public ConnectionClosedException(String message) {
    this(message, false);
  }

  /** As the other, and whether it ended because the peer provably broke a rule. */
  public ConnectionClosedException(String message, boolean ruleBroken) {
    super(message);
    this.ruleBroken = ruleBroken;
  }

  /** Whether the peer broke the protocol, so that it is to blame rather than the network. */
  public boolean isRuleBroken() {
    return ruleBroken;
  }
}
