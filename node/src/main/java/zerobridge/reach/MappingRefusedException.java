package zerobridge.reach;

import java.io.IOException;

/** A gateway speaks the protocol, but doesn't forward the port; the message is a sentence. */
final class MappingRefusedException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean portTaken;

  private MappingRefusedException(String sentence, boolean portTaken) {
    super(sentence);
    this.portTaken = portTaken;
  }

  static MappingRefusedException because(String sentence) {
    return new MappingRefusedException(sentence, false);
  }

  /** The port leads to another machine already. */
  static MappingRefusedException taken(int port) {
    return new MappingRefusedException(
        "The router forwards port " + port + " to another computer already.", true);
  }

  /** Whether another port would do. */
  boolean isPortTaken() {
    return portTaken;
  }
}
