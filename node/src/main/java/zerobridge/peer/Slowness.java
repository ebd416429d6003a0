package zerobridge.peer;

/**
 * Finds peers that send a message byte by byte, each in time, and so hold memory and a place for
 * ever. Looked at by the watchdog now and then; confined to it.
 */
final class Slowness {
  /** A message on its way for longer must come at least at the lowest speed. */
  private static final long GRACE_MILLIS = 30_000;

  private static final long MIN_BYTES_PER_SECOND = 1024;

  private long message = -1;
  private long since;
  private long bytesBefore;

  /**
   * Looks at a connection.
   *
   * @param inside whether a message has begun and not ended
   * @param lastMessage when the message before ended, which tells one from the next
   * @param bytesIn all that came so far
   * @param factor how much more time this peer gets
   */
  boolean isTooSlow(long now, boolean inside, long lastMessage, long bytesIn, int factor) {
    if (!inside || message != lastMessage) {
      message = inside ? lastMessage : -1;
      since = now;
      bytesBefore = bytesIn;
      return false;
    }
    long millis = now - since;
    return millis > GRACE_MILLIS * factor
        && (bytesIn - bytesBefore) * factor * 1000 < MIN_BYTES_PER_SECOND * millis;
  }
}
