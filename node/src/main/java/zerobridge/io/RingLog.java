package zerobridge.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;

/**
 * Keeps the last formatted lines of the log in memory, for the console page. Safe for any thread.
 */
public final class RingLog extends Handler {
  private final int capacity;
  private final Deque<String> lines = new ArrayDeque<>();

  /** Keeps the last {@code capacity} records, each laid out by {@code formatter}. */
  @SuppressWarnings("this-escape")
  public RingLog(int capacity, Formatter formatter) {
    this.capacity = capacity;
    setFormatter(formatter);
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String line = getFormatter().format(record).stripTrailing();
    synchronized (lines) {
      if (lines.size() == capacity) {
        lines.removeFirst();
      }
      lines.addLast(line);
    }
  }

  /** The kept lines, oldest first. */
  public List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
