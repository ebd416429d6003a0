package zerobridge.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerobridge.io.Threads;
import zerobridge.net.LocalPorts;

/** {@code bench}: figures of this machine, each beside a limit measured in the same run. */
@Command(
    name = "bench",
    description = "Measures this machine. Every figure comes with a limit measured beside it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<name>",
    subcommands = PeerBenchCommand.class)
final class BenchCommand {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Where the dashboard lives; Java, unlike browsers, doesn't resolve it. */
  private static final String OWN_HOST = "zerobridge.localhost";

  private static final Duration ASK_AGAIN = Duration.ofMillis(10);

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
    System.setProperty("sun.net.http.allowRestrictedHeaders", "true");
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
    int port = LocalPorts.anyFree();
    ProcessBuilder builder =
        new ProcessBuilder(
                launcher().toString(),
                "run",
                "--data",
                data.toString(),
                "--ui-port",
                Integer.toString(port),
                "--peer-port",
                "0",
                "--bind",
                "127.0.0.1",
                "--no-trackers")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ZEROBRIDGE_RUN_DIR", run.toString());
    long begin = System.nanoTime();
    Process process = builder.start();
    try {
      double seconds = (firstPage(process, port) - begin) / 1e9;
      return new Started(seconds, resident(process.pid()));
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
      TemporaryFolder.delete(run);
    }
  }

  /** Asks until the page is there, as an impatient person reloads; the time of the answer. */
  private static long firstPage(Process process, int port) throws Exception {
    URI page = URI.create("http://127.0.0.1:" + port + "/");
    CompletableFuture<Long> answered = new CompletableFuture<>();
    try (Threads threads = new Threads("bench")) {
      ScheduledFuture<?> asks =
          threads.every(Duration.ZERO, ASK_AGAIN, "ask", () -> ask(page, process, answered));
      long time = answered.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      asks.cancel(false);
      return time;
    }
  }

  private static void ask(URI page, Process process, CompletableFuture<Long> answered) {
    try {
      URLConnection connection = page.toURL().openConnection();
      connection.setRequestProperty("Accept", "text/html");
      connection.setRequestProperty("Host", OWN_HOST + ":" + page.getPort());
      connection.getInputStream().readAllBytes();
      answered.complete(System.nanoTime());
    } catch (ConnectException notYet) {
      if (!process.isAlive()) {
        answered.completeExceptionally(new IOException("the node did not start; see its log"));
      }
    } catch (IOException e) {
      answered.completeExceptionally(e);
    }
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

  static Path launcher() throws IOException {
    String home = System.getProperty("zerobridge.home");
    if (home == null) {
      throw new IOException("this measures the packed program: run it by bin/zerobridge");
    }
    return Path.of(home, "bin", "zerobridge");
  }

  /** Resident memory of a process in MB, NaN where the system doesn't tell. */
  static double resident(long pid) throws IOException {
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

  static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
  }
}
