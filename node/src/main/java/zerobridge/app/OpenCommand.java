package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerobridge.bridge.BridgeClient;
import zerobridge.io.Threads;

/** {@code open}: the page of a site in the default browser, starting the node if none runs. */
@Command(
    name = "open",
    description = "Opens a site, or the start page, in your browser; starts the node if needed.",
    mixinStandardHelpOptions = true)
final class OpenCommand implements Callable<Integer> {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin private DataOption data = new DataOption();

  @Parameters(
      arity = "0..1",
      paramLabel = "WHAT",
      description = "A name, an address or a zero: URL (default: the start page).")
  private @Nullable String what;

  @Option(names = "--no-open", description = "Only print the URL.")
  private boolean onlyPrint;

  @Override
  public Integer call() throws Exception {
    Optional<BridgeClient> running = data.runningNode();
    try (BridgeClient node = running.isPresent() ? running.get() : start()) {
      URI url = URI.create(url(node));
      if (onlyPrint) {
        spec.commandLine().getOut().println(url);
      } else {
        Browser.open(url);
      }
    }
    return 0;
  }

  private String url(BridgeClient node) throws IOException {
    JsonObject arguments = new JsonObject();
    if (what == null) {
      return node.ask("hello", arguments).get("uiUrl").getAsString();
    }
    arguments.addProperty("text", what);
    return node.ask("open", arguments).get("url").getAsString();
  }

  /** Starts a node that outlives this command, and waits for its local socket. */
  private BridgeClient start() throws Exception {
    String home = System.getProperty("zerobridge.home");
    if (home == null) {
      throw new IOException("no node runs; start it: zerobridge run");
    }
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own, or closing this terminal would end it.
      command.addAll(List.of("/usr/bin/setsid", "--fork"));
    }
    command.addAll(
        List.of(
            Path.of(home, "bin", "zerobridge").toString(),
            "run",
            "--data",
            data.directory().path().toString()));
    new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
    return awaitNode();
  }

  private BridgeClient awaitNode() throws Exception {
    CompletableFuture<BridgeClient> found = new CompletableFuture<>();
    try (Threads threads = new Threads("open")) {
      ScheduledFuture<?> looks =
          threads.every(Duration.ZERO, LOOK_AGAIN, "look for the node", () -> look(found));
      BridgeClient node = found.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      looks.cancel(false);
      return node;
    } catch (TimeoutException e) {
      throw new IOException(
          "the node did not start within "
              + START_LIMIT.toSeconds()
              + " seconds; its log is in "
              + data.directory().logFolder(),
          e);
    } catch (ExecutionException e) {
      throw new IOException(Main.sentence(e), e);
    }
  }

  private void look(CompletableFuture<BridgeClient> found) {
    if (found.isDone()) {
      return;
    }
    try {
      data.runningNode().ifPresent(found::complete);
    } catch (IOException notYet) {
      // Its lock is held but its socket isn't open yet: the next look will tell.
      spec.commandLine().getErr().flush();
    }
  }
}
