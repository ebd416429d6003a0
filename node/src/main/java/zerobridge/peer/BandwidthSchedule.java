package zerobridge.peer;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which limits hold at which time of the day: {@code 08:00-18:00 up=200 down=1000}, in kilobytes of
 * 1000 bytes a second and in the time of the machine. Windows may pass midnight; of several the
 * first that fits counts; outside of all the usual limits hold.
 *
 * @param usual the limits outside of all windows
 */
public record BandwidthSchedule(Bandwidth.Limits usual, List<Window> windows) {
  public static final BandwidthSchedule NONE =
      new BandwidthSchedule(Bandwidth.Limits.NONE, List.of());

  private static final long BYTES_PER_KB = 1000;
  private static final Pattern WINDOW =
      Pattern.compile(
          "(\\d\\d:\\d\\d)\\s*-\\s*(\\d\\d:\\d\\d)((?:\\s+(?:up|down)=\\d{1,9}){1,2})\\s*");
  private static final Pattern SPEED = Pattern.compile("(up|down)=(\\d+)");

  public BandwidthSchedule {
    windows = List.copyOf(windows);
  }

  /**
   * A part of the day.
   *
   * @param from inclusive
   * @param to exclusive; the same as {@code from} is the whole day
   */
  public record Window(LocalTime from, LocalTime to, Bandwidth.Limits limits) {
    boolean contains(LocalTime time) {
      boolean afterStart = !time.isBefore(from);
      boolean beforeEnd = time.isBefore(to);
      return from.isBefore(to) ? afterStart && beforeEnd : afterStart || beforeEnd;
    }
  }

  /**
   * Reads a schedule.
   *
   * @param usual holds outside of the windows, and where a window names one direction only
   * @param windows one text each
   * @throws IllegalArgumentException with a sentence if a text is no window
   */
  public static BandwidthSchedule parse(Bandwidth.Limits usual, List<String> windows) {
    List<Window> read = new ArrayList<>();
    for (String text : windows) {
      read.add(window(text, usual));
    }
    return new BandwidthSchedule(usual, read);
  }

  /** Limits from kilobytes of 1000 bytes a second, 0 for none. */
  public static Bandwidth.Limits kilobytes(long up, long down) {
    return new Bandwidth.Limits(up * BYTES_PER_KB, down * BYTES_PER_KB);
  }

  private static Window window(String text, Bandwidth.Limits usual) {
    Matcher parts = WINDOW.matcher(text.strip());
    if (!parts.matches()) {
      throw notAWindow(text);
    }
    long up = usual.up();
    long down = usual.down();
    Matcher speeds = SPEED.matcher(parts.group(3));
    while (speeds.find()) {
      long speed = Long.parseLong(speeds.group(2)) * BYTES_PER_KB;
      if (speeds.group(1).equals("up")) {
        up = speed;
      } else {
        down = speed;
      }
    }
    try {
      return new Window(
          LocalTime.parse(parts.group(1)),
          LocalTime.parse(parts.group(2)),
          new Bandwidth.Limits(up, down));
    } catch (DateTimeParseException e) {
      throw notAWindow(text);
    }
  }

  private static IllegalArgumentException notAWindow(String text) {
    return new IllegalArgumentException(
        "A time of limited speed looks like \"08:00-18:00 up=200 down=1000\", not \""
            + text
            + "\"");
  }

  /** The limits at a time of the day. */
  public Bandwidth.Limits at(LocalTime time) {
    for (Window window : windows) {
      if (window.contains(time)) {
        return window.limits();
      }
    }
    return usual;
  }
}
