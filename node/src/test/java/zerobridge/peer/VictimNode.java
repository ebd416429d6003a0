package zerobridge.peer;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A whole node in a process of its own with a small heap, for attacks that must not kill it. */
final class VictimNode implements AutoCloseable {
  /** A quarter of what a person's node has. */
  private static final String HEAP = "-Xmx64m";

  /** What a node with that heap takes at most, heap and everything beside it. */
  static final long MEMORY_BOUND_MEGABYTES = 230;

  private final Process process;
  private final BufferedReader output;
  private final Path errors;
  private final int port;
  private final String site;

  private VictimNode(Process process, BufferedReader output, Path errors, int port, String site) {
    this.process = process;
    this.output = output;
    this.errors = errors;
    this.port = port;
    this.site = site;
  }

  /** Makes a site and starts a node that serves it. Loopback is the internet to it. */
  static VictimNode start(Path folder) throws IOException, InterruptedException {
    Path data = folder.resolve("data");
    Path content = Files.createDirectories(folder.resolve("content"));
    Files.writeString(content.resolve("index.html"), "<!doctype html><title>Here</title>");
    Files.write(content.resolve("large.bin"), new byte[2 << 20]);
    Process making =
        java(
                folder,
                List.of("site", "create", "--data", data.toString(), "--from", content.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (making.waitFor() != 0) {
      throw new IOException("No site: " + said);
    }
    String site;
    try (var files = Files.list(data)) {
      site =
          files
              .filter(Files::isDirectory)
              .map(path -> path.getFileName().toString())
              .filter(name -> name.startsWith("1") && name.length() > 25)
              .findFirst()
              .orElseThrow();
    }
    Path errors = folder.resolve("errors");
    Process process =
        java(
                folder,
                List.of(
                    "run",
                    "--data",
                    data.toString(),
                    "--ui-port",
                    "0",
                    "--peer-port",
                    "0",
                    "--bind",
                    "127.0.0.1",
                    "--offline",
                    "--no-trackers",
                    "--loopback-is-internet"))
            .redirectError(errors.toFile())
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String ready = output.readLine();
    if (ready == null) {
      throw new IOException("The node did not start: " + Files.readString(errors));
    }
    int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1).strip());
    return new VictimNode(process, output, errors, port, site);
  }

  private static ProcessBuilder java(Path folder, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                "zerobridge.app.Main"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ZEROBRIDGE_RUN_DIR", folder.resolve("run").toString());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder;
  }

  /** What this test runs with, whether the loader was made from the command line or by a runner. */
  private static String classPath() {
    if (VictimNode.class.getClassLoader() instanceof URLClassLoader loader) {
      return Arrays.stream(loader.getURLs())
          .map(url -> Path.of(URI.create(url.toString())).toString())
          .collect(Collectors.joining(File.pathSeparator));
    }
    return System.getProperty("java.class.path");
  }

  int port() {
    return port;
  }

  String site() {
    return site;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it complained of: its own faults only, since those of peers are no errors. */
  String errors() throws IOException {
    return Files.readString(errors)
        .lines()
        .filter(line -> line.contains("ERROR") || line.contains("OutOfMemory"))
        .reduce("", (all, line) -> all + line + "\n");
  }

  /** The most memory that it ever had, in megabytes; 0 where the system doesn't tell. */
  long peakMegabytes() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    output.close();
  }
}
