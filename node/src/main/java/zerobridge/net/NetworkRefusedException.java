package zerobridge.net;

import java.io.IOException;

/** The network mode forbids an attempt: nothing was sent, and trying again changes nothing. */
public final class NetworkRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  public NetworkRefusedException(String message) {
    super(message);
  }
}
