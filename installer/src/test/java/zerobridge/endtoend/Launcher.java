package zerobridge.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code bin/zerobridge} for one person with a home of their own. */
record Launcher(Path program, Path home) {

  /** The packed distribution, as it was built. */
  static Launcher unpacked(Path home) throws IOException {
    Files.createDirectories(home);
    return new Launcher(Path.of("target/zerobridge/bin/zerobridge").toAbsolutePath(), home);
  }

  /** The program where {@code install} put it. */
  Launcher installed() {
    return new Launcher(home.resolve(".local/lib/zerobridge/bin/zerobridge"), home);
  }

  /**
   * Runs a command to its end.
   *
   * @return what it printed on stdout
   * @throws IOException when it fails, with what it printed on stderr
   */
  String run(String... words) throws IOException {
    Path errors = home.resolve("stderr.txt");
    Process process = builder(words).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = ended(process);
    String complaint = Files.readString(errors);
    Files.delete(errors);
    if (code != 0) {
      throw new IOException(
          String.join(" ", words) + " ended with " + code + ": " + out + complaint);
    }
    return out;
  }

  /** Starts a node and returns when it is ready. */
  RunningProcess node(String... words) throws IOException {
    Process process = builder(words).redirectError(home.resolve("node.log").toFile()).start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String ready = out.readLine();
    if (ready == null || !ready.startsWith("ready ")) {
      process.destroy();
      throw new IOException(
          "the node said \"" + ready + "\": " + Files.readString(home.resolve("node.log")));
    }
    return new RunningProcess(process, ready);
  }

  private ProcessBuilder builder(String... words) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("XDG_") || name.startsWith("ZEROBRIDGE_"));
    builder.environment().put("HOME", home.toString());
    return builder;
  }

  private static int ended(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * A node in the foreground.
   *
   * @param ready its line that says where it serves
   */
  record RunningProcess(Process process, String ready) implements AutoCloseable {

    /** The port for other nodes. */
    int peerPort() {
      return Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1).strip());
    }

    @Override
    public void close() throws IOException {
      process.destroy();
      ended(process);
    }
  }
}
