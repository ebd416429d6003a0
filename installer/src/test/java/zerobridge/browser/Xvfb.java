package zerobridge.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * An X display without a screen. Each one takes a free number of its own, so tests may run side by
 * side.
 */
public final class Xvfb implements AutoCloseable {

  private final Process process;
  private final String display;

  private Xvfb(Process process, String display) {
    this.process = process;
    this.display = display;
  }

  /** Starts the server and returns when it accepts connections. */
  public static Xvfb start() throws IOException {
    Path program = Programs.require("Xvfb", "xvfb");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader reader = process.inputReader(StandardCharsets.US_ASCII);
    String number = reader.readLine();
    if (number == null) {
      throw new IOException("Xvfb ended before it had a display");
    }
    return new Xvfb(process, ":" + number.strip());
  }

  /** The value for the variable {@code DISPLAY}. */
  public String display() {
    return display;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
