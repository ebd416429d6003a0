package zerobridge.browser;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A running browser with everything it started, and its output in a file. */
final class BrowserProcess implements AutoCloseable {

  private final Process process;

  private BrowserProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a browser whose home is {@code home}, so that it neither reads nor changes anything of
   * the person running the tests.
   */
  static BrowserProcess start(List<String> command, Path home, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("browser.log").toFile());
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeIf(
            name ->
                name.startsWith("XDG_")
                    || name.equals("DISPLAY")
                    || name.equals("WAYLAND_DISPLAY"));
    variables.put("HOME", home.toString());
    // No session bus: the browsers would wait for services that a test machine lacks.
    variables.put("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    variables.putAll(environment);
    return new BrowserProcess(builder.start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the browser to end by itself, then ends what is left of it and its children. */
  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
