package zerobridge.io;

/** A text that is no acceptable path inside a site; the message says which rule it breaks. */
public final class IllegalInnerPathException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  IllegalInnerPathException(String message) {
    super(message);
  }
}
