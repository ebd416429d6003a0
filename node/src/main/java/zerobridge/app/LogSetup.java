package zerobridge.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Where log lines go: stderr, a file of bounded size, both with one readable line per event. */
final class LogSetup {
  private static final int FILE_BYTES = 4 << 20;
  private static final int FILES = 2;

  /** Enough to find the place, without letting a deep recursion fill the log. */
  private static final int MAX_FRAMES = 30;

  private static final int MAX_CAUSES = 5;

  /** Loggers of libraries that speak of their own life at INFO. */
  private static final List<String> TALKATIVE =
      List.of("org.eclipse.jetty", "org.bitcoinj", "jnr", "org.sqlite");

  /** Held here, because the log system itself forgets loggers that nobody holds. */
  private static final List<Logger> QUIETED = new ArrayList<>();

  private LogSetup() {}

  /** Logs to stderr only: for short commands, which print warnings and worse. */
  static void forCommand() {
    install(Level.WARNING, null);
  }

  /**
   * Logs to stderr and to {@code zerobridge.log} in a folder.
   *
   * @throws IOException when the folder cannot be written
   */
  static void forNode(Path folder, boolean debug) throws IOException {
    Files.createDirectories(folder);
    FileHandler file =
        new FileHandler(folder.resolve("zerobridge.log").toString(), FILE_BYTES, FILES, true);
    install(debug ? Level.FINE : Level.INFO, file);
  }

  /** Chooses the log manager; must come before the first logger of the process. */
  static void begin() {
    System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
  }

  /** Closes the files; nothing is logged afterwards. */
  static void end() {
    if (LogManager.getLogManager() instanceof LastingLogs manager) {
      manager.resetNow();
    }
  }

  private static void install(Level level, @Nullable Handler file) {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    add(root, new ConsoleHandler(), level);
    if (file != null) {
      add(root, file, level);
    }
    root.setLevel(Level.INFO);
    Logger own = Logger.getLogger("zerobridge");
    own.setLevel(level);
    QUIETED.add(own);
    for (String name : TALKATIVE) {
      Logger library = Logger.getLogger(name);
      library.setLevel(Level.WARNING);
      QUIETED.add(library);
    }
  }

  private static void add(Logger root, Handler handler, Level level) {
    handler.setLevel(level);
    handler.setFormatter(new Line());
    root.addHandler(handler);
  }

  /** {@code 14:03:22.123 INFO site message}. */
  private static final class Line extends Formatter {
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord entry) {
      StringBuilder line = new StringBuilder(160);
      TIME.formatTo(entry.getInstant(), line);
      line.append(' ').append(word(entry.getLevel())).append(' ');
      line.append(origin(entry.getLoggerName())).append("  ").append(formatMessage(entry));
      line.append(System.lineSeparator());
      Throwable fault = entry.getThrown();
      if (fault != null) {
        appendTrace(line, fault);
      }
      return line.toString();
    }

    private static void appendTrace(StringBuilder line, Throwable fault) {
      int causes = 0;
      for (Throwable at = fault; at != null && causes < MAX_CAUSES; at = at.getCause(), causes++) {
        line.append(causes == 0 ? "    " : "    caused by ").append(at).append('\n');
        StackTraceElement[] frames = at.getStackTrace();
        for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
          line.append("        at ").append(frames[i]).append('\n');
        }
      }
    }

    private static String word(Level level) {
      if (level.intValue() >= Level.SEVERE.intValue()) {
        return "ERROR";
      }
      if (level.intValue() >= Level.WARNING.intValue()) {
        return "WARN ";
      }
      return level.intValue() >= Level.INFO.intValue() ? "INFO " : "DEBUG";
    }

    /** The package for our own classes, the last name for others. */
    private static String origin(@Nullable String logger) {
      if (logger == null) {
        return "-";
      }
      String prefix = "zerobridge.";
      if (!logger.startsWith(prefix)) {
        return logger.substring(logger.lastIndexOf('.') + 1);
      }
      int end = logger.indexOf('.', prefix.length());
      return end < 0 ? logger : logger.substring(prefix.length(), end);
    }
  }
}
