package zerobridge.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerobridge.site.Site;
import zerobridge.tracker.AnnounceMode;

/**
 * {@code demo}: a tracker and two nodes on loopback. The first signs a small site and announces it;
 * the second finds, fetches, verifies and shows it. Needs no network, leaves nothing behind.
 */
@Command(
    name = "demo",
    description = {
      "Shows the whole thing on this machine alone: a tracker and two nodes on loopback,",
      "the second visiting a site that the first one signs. Ctrl-C ends all."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String TITLE = "Across the bridge";
  private static final List<String> FILES = List.of("index.html", "css/all.css", "js/all.js");

  private static final int CLEANING_SECONDS = 10;

  private final CountDownLatch cleaned = new CountDownLatch(1);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Option(names = "--no-open", description = "Open no browser; only print the addresses.")
  private boolean noOpen;

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("zerobridge-demo");
    try {
      LogSetup.forNode(folder, false);
      run(folder);
    } finally {
      try {
        TemporaryFolder.delete(folder);
      } finally {
        cleaned.countDown();
      }
    }
    return 0;
  }

  private void run(Path folder) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (DemoTracker tracker = new DemoTracker();
        Node author = Node.start(options(folder.resolve("author"), tracker), Claim::forNobody);
        Node visitor = Node.start(options(folder.resolve("visitor"), tracker), Claim::forNobody)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(visitor, author), "shutdown"));
      Site site = SiteCreateCommand.create(author.core(), TITLE, unpacked(folder.resolve("site")));
      // Whoever opens the address at once must find the first node already known.
      SiteCommand.await(
          author.core().sites().announcer().announce(site.address(), AnnounceMode.START, true));
      String path = site.address().value() + "/";
      URI visited = visitor.uiUrl().resolve(path);
      out.println("signed and served by the first node:   " + author.uiUrl().resolve(path));
      out.println("fetched and verified by the second:    " + visited);
      out.flush();
      if (!noOpen) {
        openOrSay(visited, out);
      }
      visitor.awaitStop();
    }
  }

  /** Ctrl-C: both end whole before the process does. */
  private void end(Node... nodes) {
    for (Node node : nodes) {
      node.close();
    }
    awaitCleaning();
    LogSetup.end();
  }

  /** The command's own thread deletes the folder, and the process must not end before it has. */
  private void awaitCleaning() {
    try {
      if (!cleaned.await(CLEANING_SECONDS, TimeUnit.SECONDS)) {
        spec.commandLine().getErr().println("zerobridge: the temporary folder was not deleted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void openOrSay(URI url, PrintWriter out) {
    try {
      Browser.open(url);
    } catch (IOException e) {
      out.println(e.getMessage());
      out.flush();
    }
  }

  private static Options options(Path data, DemoTracker tracker) {
    return Options.brief(data, "127.0.0.1", Options.Trackers.named(List.of(tracker.url())));
  }

  private static Path unpacked(Path folder) throws IOException {
    for (String name : FILES) {
      Path target = folder.resolve(name);
      Files.createDirectories(target.getParent());
      try (InputStream content =
          DemoCommand.class.getResourceAsStream("/zerobridge/app/demo/" + name)) {
        if (content == null) {
          throw new IOException("the demonstration's " + name + " is missing from this build");
        }
        Files.copy(content, target);
      }
    }
    return folder;
  }
}
