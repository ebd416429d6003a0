package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerBenchmark;

/** {@code bench peer}: what talking to other nodes costs, beside plain copies of as many bytes. */
@Command(
    name = "peer",
    description =
        "Throughput between two nodes as a ratio to a plain copy, in clear and in TLS, small"
            + " files a second, and the memory that idle connections take.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PeerBenchCommand implements Callable<Integer> {
  private static final double MIB = 1 << 20;

  /** So that both sides of a ratio have been compiled. */
  private static final long WARM_UP_BYTES = 64L << 20;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Option(
      names = "--size",
      paramLabel = "MB",
      defaultValue = "256",
      description = "Megabytes that each copy moves (default: ${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "How often; the middle one counts (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "400",
      description = "Idle connections to hold, 0 for none (default: ${DEFAULT-VALUE}).")
  private int connections;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private final List<Figure> figures = new ArrayList<>();

  private record Figure(String key, double value) {}

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("zb");
    try (PeerBenchmark benchmark = new PeerBenchmark(folder)) {
      throughput(benchmark, false);
      throughput(benchmark, true);
      smallFiles(benchmark);
      if (connections > 0) {
        idle(benchmark, false);
        idle(benchmark, true);
      }
    } finally {
      TemporaryFolder.delete(folder);
    }
    if (json) {
      printJson();
    }
    return 0;
  }

  private void throughput(PeerBenchmark benchmark, boolean tls)
      throws IOException, InterruptedException {
    benchmark.copied(tls, WARM_UP_BYTES);
    benchmark.streamed(tls, WARM_UP_BYTES);
    List<Double> limit = new ArrayList<>();
    List<Double> reached = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    // In turns, so that a busy moment of the machine hits both.
    for (int round = 0; round < rounds; round++) {
      limit.add(benchmark.copied(tls, (long) size << 20) / MIB);
      reached.add(benchmark.streamed(tls, (long) size << 20) / MIB);
      ratios.add(reached.get(round) / limit.get(round));
    }
    String key = tls ? "tls" : "clear";
    String way = tls ? "in TLS" : "in clear";
    add(key + "CopyMBps", "plain copy " + way, BenchCommand.median(limit), "MB/s");
    add(key + "StreamMBps", "streamFile " + way, BenchCommand.median(reached), "MB/s");
    add(key + "Ratio", "ratio of the two", BenchCommand.median(ratios), "");
  }

  private void smallFiles(PeerBenchmark benchmark) throws IOException, InterruptedException {
    for (boolean tls : new boolean[] {false, true}) {
      benchmark.smallFiles(tls, 20_000);
      List<Double> speeds = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        speeds.add(benchmark.smallFiles(tls, 20_000));
      }
      add(
          tls ? "tlsSmallFilesPerSecond" : "clearSmallFilesPerSecond",
          "files of 1 kB " + (tls ? "in TLS" : "in clear"),
          BenchCommand.median(speeds),
          "/s");
    }
  }

  private void idle(PeerBenchmark benchmark, boolean tls) throws Exception {
    Path folder = Files.createTempDirectory("zb");
    List<String> command =
        new ArrayList<>(
            List.of(
                BenchCommand.launcher().toString(),
                "run",
                "--data",
                folder.resolve("data").toString(),
                "--ui-port",
                "0",
                "--peer-port",
                "0",
                "--bind",
                "127.0.0.1",
                "--no-trackers"));
    if (tls) {
      command.add("--loopback-is-internet");
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ZEROBRIDGE_RUN_DIR", folder.resolve("run").toString());
    Process process = builder.start();
    try (BufferedReader out =
        new BufferedReader(
            new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      PeerAddress.Ip node = peerAddress(out.readLine());
      double before = BenchCommand.resident(process.pid());
      double after;
      try (PeerBenchmark.Held held = benchmark.hold(node, connections, tls)) {
        after = BenchCommand.resident(process.pid());
        held.checkAlive();
      }
      String way = connections + " idle connections " + (tls ? "in TLS" : "in clear");
      String key = tls ? "tls" : "clear";
      add(key + "IdleMB", way, after, "MB resident");
      add(key + "IdleKBEach", "each of them", (after - before) * 1024 / connections, "kB");
    } finally {
      process.destroy();
      process.waitFor(20, TimeUnit.SECONDS);
      TemporaryFolder.delete(folder);
    }
  }

  /** From the line {@code ready ui=… peer=…}. */
  private static PeerAddress.Ip peerAddress(String ready) throws IOException {
    int at = ready == null ? -1 : ready.lastIndexOf(':');
    if (at < 0) {
      throw new IOException("the node did not start; see its log");
    }
    int port = Integer.parseInt(ready.substring(at + 1).strip());
    return new PeerAddress.Ip(PeerAddress.ip("127.0.0.1"), port);
  }

  private void add(String key, String text, double value, String unit) {
    figures.add(new Figure(key, value));
    if (!json) {
      PrintWriter out = spec.commandLine().getOut();
      String format = value < 10 ? "%-32s %10.2f %s%n" : "%-32s %10.0f %s%n";
      out.printf(Locale.ROOT, format, text, value, unit);
      out.flush();
    }
  }

  private void printJson() {
    JsonObject object = new JsonObject();
    figures.forEach(figure -> object.addProperty(figure.key, figure.value));
    spec.commandLine().getOut().println(object);
  }
}
