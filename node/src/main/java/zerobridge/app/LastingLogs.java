package zerobridge.app;

import java.util.logging.LogManager;

/**
 * The system's log manager, but for one thing: the system resets it in a shutdown hook of its own,
 * beside ours, and the lines that say how the node ended would be lost. This one is reset by {@link
 * LogSetup#end}.
 */
public final class LastingLogs extends LogManager {
  /** Made by the log system, by the name in a system property. */
  public LastingLogs() {}

  @Override
  public void reset() {
    // Too early; see the class comment.
  }

  void resetNow() {
    super.reset();
  }
}
