package zerobridge.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: figures of this machine, each beside a limit measured in the same run. */
@Command(
    name = "bench",
    description = "Measures this machine. Every figure comes with a limit measured beside it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<name>")
final class BenchCommand {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs
  private CommandSpec spec;

  @Command(
      name = "start",
      description = "Start of a node on this data folder until the first page, and its memory.",
      mixinStandardHelpOptions = true)
  int start(
      @Mixin DataOption data,
      @Option(
              names = "--rounds",
              defaultValue = "5",
              description = "How often (default: ${DEFAULT-VALUE}).")
          int rounds)
      throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<Double> ready = new ArrayList<>();
    List<Double> empty = new ArrayList<>();
    double memory = 0;
    for (int round = 0; round < rounds; round++) {
      empty.add(emptyJava());
      Started started = startNode(data.directory().path());
      ready.add(started.seconds());
      memory = Math.max(memory, started.megabytes());
    }
    double node = median(ready);
    double java = median(empty);
    out.printf("first page after start   %.2f s  (median of %d)%n", node, rounds);
    out.printf("a Java that does nothing %.2f s, ratio %.1f%n", java, node / java);
    out.printf("memory after that page   %.0f MB resident%n", memory);
    return 0;
  }

  private record Started(double seconds, double megabytes) {}

  private static Started startNode(Path data) throws Exception {
    Path run = Files.createTempDirectory("zb");
    ProcessBuilder builder =
        new ProcessBuilder(
                launcher().toString(),
                "run",
                "--data",
                data.toString(),
                "--ui-port",
                "0",
                "--peer-port",
                "0",
                "--bind",
                "127.0.0.1",
                "--no-trackers")
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ZEROBRIDGE_RUN_DIR", run.toString());
    long begin = System.nanoTime();
    Process process = builder.start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      if (line == null || !line.startsWith("ready ui=")) {
        throw new IOException("the node did not start: " + line);
      }
      String url = line.substring("ready ui=".length(), line.indexOf(' ', 6));
      firstPage(URI.create(url));
      double seconds = (System.nanoTime() - begin) / 1e9;
      return new Started(seconds, resident(process.pid()));
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
      TemporaryFolder.delete(run);
    }
  }

  private static void firstPage(URI url) throws IOException {
    URLConnection page = url.toURL().openConnection();
    page.setRequestProperty("Accept", "text/html");
    page.getInputStream().readAllBytes();
  }

  /** The limit: what any Java program pays on this machine. */
  private static double emptyJava() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--list-modules")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor();
    return (System.nanoTime() - begin) / 1e9;
  }

  private static Path launcher() throws IOException {
    String home = System.getProperty("zerobridge.home");
    if (home == null) {
      throw new IOException("this measures the packed program: run it by bin/zerobridge");
    }
    return Path.of(home, "bin", "zerobridge");
  }

  /** Resident memory of a process in MB, NaN where the system doesn't tell. */
  private static double resident(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.exists(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
