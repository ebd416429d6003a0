package zerobridge.installer;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the native host as a browser would and greets the node through it. */
final class HostProbe {

  /** A cold start of the node on a slow disk; the host itself gives up after 30 s. */
  private static final Duration LIMIT = Duration.ofSeconds(35);

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
      Conversation conversation =
          new Conversation(
              Channels.newChannel(process.getInputStream()),
              Channels.newChannel(new Unbuffered(process.getOutputStream())));
      conversation.hello(LIMIT);
      return Duration.ofNanos(System.nanoTime() - start);
    } finally {
      end(process);
    }
  }

  /** The host ends when the browser closes its stdin. */
  private static void end(Process process) {
    try {
      process.getOutputStream().close();
    } catch (IOException alreadyGone) {
      // Then there is nothing to end.
    }
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A process's stdin keeps what is written until it is told not to. */
  private static final class Unbuffered extends FilterOutputStream {
    Unbuffered(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      out.flush();
    }
  }
}
