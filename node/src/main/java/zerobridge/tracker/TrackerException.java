package zerobridge.tracker;

import zerobridge.codec.ProtocolException;

/** The tracker understood us and refused, or says nonsense; the message is fit for the page. */
final class TrackerException extends ProtocolException {
  private static final long serialVersionUID = 1L;

  /** A tracker's own words are shown to the person, so they are cut and cleaned. */
  private static final int MAX_REASON = 200;

  TrackerException(String message) {
    super(message);
  }

  static TrackerException refused(String reason) {
    String clean = reason.replaceAll("\\p{Cntrl}", " ").strip();
    String text = clean.length() > MAX_REASON ? clean.substring(0, MAX_REASON) + "…" : clean;
    return new TrackerException("The tracker refuses: " + text);
  }
}
