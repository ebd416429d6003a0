package zerobridge.message;

/** A message that isn't passed on. Its sentence goes to who sent it. */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1;

  private final int weight;

  MessageException(String sentence, int weight) {
    super(sentence);
    this.weight = weight;
  }

  /** How bad it is that a peer sent this, in bad-action points (peer protocol, bad actions). */
  int weight() {
    return weight;
  }
}
