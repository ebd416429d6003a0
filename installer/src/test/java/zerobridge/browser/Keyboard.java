package zerobridge.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A keyboard and a camera on an X display. Confined to the test's thread. */
final class Keyboard implements AutoCloseable {

  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  private Keyboard(Process process) {
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
  }

  static Keyboard on(Xvfb xvfb) throws IOException {
    Programs.requireWindowingJava();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                Path.of(Typist.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                    .toString(),
                Typist.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DISPLAY", xvfb.display());
    Keyboard keyboard = new Keyboard(builder.start());
    keyboard.expectAnswer();
    return keyboard;
  }

  /** Types text into the address bar of the window that has the focus, and Enter. */
  void typeAddress(String text) throws IOException {
    order("address " + text);
  }

  /** Presses Escape, which closes a popup. */
  void pressEscape() throws IOException {
    order("escape -");
  }

  /** Writes a PNG of the whole display. */
  void picture(Path file) throws IOException {
    order("picture " + file.toAbsolutePath());
  }

  private void order(String line) throws IOException {
    orders.write(line + "\n");
    orders.flush();
    expectAnswer();
  }

  private void expectAnswer() throws IOException {
    if (answers.readLine() == null) {
      throw new IOException("the keyboard process ended; its own message is above");
    }
  }

  @Override
  public void close() throws IOException {
    orders.close();
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
