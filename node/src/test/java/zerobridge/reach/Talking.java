package zerobridge.reach;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that a test talks with by lines; its end of input is its sign to end. */
final class Talking implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private static final String END = "(no more output)";

  private final Process process;
  private final Writer input;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> heard = new ArrayList<>();

  Talking(List<String> command) throws IOException {
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    input = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "output of " + command.get(command.size() - 1));
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
      }
    } catch (IOException ended) {
      lines.add("(output ended: " + ended.getMessage() + ")");
    } finally {
      lines.add(END);
    }
  }

  void say(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
  }

  /** Waits for a line that contains a text. */
  String await(String text) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("No line with \"" + text + "\" among " + heard);
      }
      heard.add(line);
      if (line.contains(text)) {
        return line;
      }
    }
  }

  /** Lets it end and waits for that. */
  void end() throws IOException, InterruptedException {
    input.close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("It doesn't end: " + heard);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
