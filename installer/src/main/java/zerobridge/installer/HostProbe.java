package zerobridge.installer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the native host as a browser would and greets the node through it. */
final class HostProbe {

  /** A cold start of the node on a slow disk; the host itself gives up after 20 s. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int ID = 1;

  private HostProbe() {}

  /**
   * Starts the host, sends a hello and waits for the answer.
   *
   * @param caller what a browser passes as the first argument
   * @return the time from the start of the process to the answer
   */
  static Duration run(Path host, String caller, Map<String, String> environment)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(host.toString(), caller).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().clear();
    builder.environment().putAll(environment);
    long start = System.nanoTime();
    Process process = builder.start();
    try {
      JsonObject hello = NodeLink.hello();
      hello.addProperty("id", ID);
      Frames.write(process.getOutputStream(), hello);
      Frames.answer(process.getInputStream(), ID, LIMIT);
      return Duration.ofNanos(System.nanoTime() - start);
    } finally {
      end(process);
    }
  }

  /** The host ends when the browser closes its stdin. */
  private static void end(Process process) throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
