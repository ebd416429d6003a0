package zerobridge.peer;

import zerobridge.io.ByteBudget;

/**
 * What all connections take in together.
 *
 * @param throttle counts bytes and keeps to the limit of speed
 * @param memory holds the messages that are being read or worked on
 */
record Intake(Throttle throttle, ByteBudget memory) {
  /** A part of the heap: messages may fill it and no more, however many peers send them. */
  private static final int SHARE_OF_HEAP = 6;

  static Intake of(Throttle throttle) {
    return new Intake(throttle, new ByteBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
  }
}
