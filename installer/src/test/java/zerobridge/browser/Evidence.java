package zerobridge.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Collectors;

/** Keeps what a browser showed and said when a test on it fails, in {@code target/evidence}. */
public final class Evidence {

  private Evidence() {}

  /** A part of a test. */
  @FunctionalInterface
  public interface Steps {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Runs the steps and, when they fail, saves pictures, console and output of the browser before it
   * is closed.
   *
   * @param home the browser's home directory
   */
  public static void keptOf(Browser browser, Path home, Steps steps) throws IOException {
    try {
      steps.run();
    } catch (IOException | RuntimeException | AssertionError failure) {
      try {
        save(browser, home);
      } catch (IOException unsaved) {
        failure.addSuppressed(unsaved);
      }
      throw failure;
    }
  }

  private static void save(Browser browser, Path home) throws IOException {
    Path folder = Files.createDirectories(Path.of("target/evidence", browser.name()));
    System.out.println("Evidence of the failure is in " + folder.toAbsolutePath());
    Files.copy(
        home.resolve("browser.log"),
        folder.resolve("browser.log"),
        StandardCopyOption.REPLACE_EXISTING);
    String console =
        browser.console().stream()
            .map(message -> message.level() + " " + message.source() + " " + message.text() + "\n")
            .collect(Collectors.joining());
    Files.writeString(folder.resolve("console.txt"), "at " + browser.url() + "\n" + console);
    browser.screenshot(folder.resolve("page.png"));
    browser.windowScreenshot(folder.resolve("window.png"));
  }
}
