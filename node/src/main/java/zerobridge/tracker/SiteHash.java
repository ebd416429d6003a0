package zerobridge.tracker;

import java.nio.ByteBuffer;

/** SHA-256 of a site's address, by which trackers know it; in the form that takes least memory. */
record SiteHash(long first, long second, long third, long fourth) {
  static final int BYTES = 32;

  /**
   * Takes 32 bytes.
   *
   * @param at where they begin
   */
  static SiteHash of(byte[] bytes, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, at, BYTES);
    return new SiteHash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  void writeTo(ByteBuffer target) {
    target.putLong(first).putLong(second).putLong(third).putLong(fourth);
  }
}
