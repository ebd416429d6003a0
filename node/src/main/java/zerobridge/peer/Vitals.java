package zerobridge.peer;

import java.time.Duration;

/**
 * The signs of life of a connection, and what to do about them (peer protocol, timers and closing).
 *
 * @param idle since bytes arrived last
 * @param unsent since something was sent last
 * @param writing since the current write made its last step, zero if none is going on
 * @param incomplete whether the peer owes the rest of a message or of raw data
 * @param overdue whether a request has waited longer than it may
 * @param tooSlow whether a message drips in at a speed that no line is limited to
 * @param users how many sites use the connection
 * @param factor how much more time everything gets (onion services)
 */
record Vitals(
    Duration idle,
    Duration unsent,
    Duration writing,
    boolean incomplete,
    boolean overdue,
    boolean tooSlow,
    int users,
    int factor) {

  private static final Duration STALL = Duration.ofSeconds(10);
  private static final Duration WRITE_STALL = Duration.ofSeconds(30);
  private static final Duration UNUSED = Duration.ofMinutes(5);
  private static final Duration QUIET = Duration.ofMinutes(20);
  private static final Duration DEAD = Duration.ofHours(1);

  /** What to do, with the reason as a sentence. */
  record Verdict(Action action, String reason) {}

  enum Action {
    KEEP,
    PING,
    CLOSE
  }

  Verdict verdict() {
    boolean stalled = idle.compareTo(STALL.multipliedBy(factor)) > 0;
    if (writing.compareTo(WRITE_STALL.multipliedBy(factor)) > 0) {
      return close("The peer doesn't read what it is sent.");
    }
    if (idle.compareTo(DEAD) > 0) {
      return close("Nothing came for an hour.");
    }
    if (stalled && incomplete) {
      return close("The peer stopped in the middle of a message.");
    }
    if (tooSlow) {
      return close("The peer sends a message too slowly.");
    }
    if (stalled && overdue) {
      return close("The peer doesn't answer.");
    }
    if (idle.compareTo(UNUSED) > 0 && users == 0) {
      return close("No site uses the connection.");
    }
    if (idle.compareTo(QUIET) > 0 && unsent.compareTo(STALL) > 0) {
      return new Verdict(Action.PING, "Nothing came for twenty minutes.");
    }
    return new Verdict(Action.KEEP, "");
  }

  private static Verdict close(String reason) {
    return new Verdict(Action.CLOSE, reason);
  }
}
