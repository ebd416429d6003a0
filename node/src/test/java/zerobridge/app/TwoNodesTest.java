package zerobridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zerobridge.bridge.BridgeClient;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.name.BitName;
import zerobridge.name.Names;
import zerobridge.name.Resolution;
import zerobridge.name.ZeroNameSite;
import zerobridge.net.PeerAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteCheck;
import zerobridge.site.SiteState;
import zerobridge.tracker.AnnounceMode;

/** Whole nodes on loopback, wired as in production. */
class TwoNodesTest {
  @TempDir Path folder;

  @Test
  void aVisitorFindsASiteThroughATrackerAndVerifiesIt() throws Exception {
    try (DemoTracker tracker = new DemoTracker();
        Node author = Node.start(options("author", tracker.url()), Claim::forNobody);
        Node visitor = Node.start(options("visitor", tracker.url()), Claim::forNobody)) {
      Site signed = SiteCreateCommand.create(author.core(), "Field notes", null);

      author.core().sites().announcer().announce(signed.address(), AnnounceMode.START, true).get();
      Site visited = visitor.core().sites().open(signed.address());
      SiteState end = SiteDownloadCommand.ended(visitor.core(), visited).get(60, TimeUnit.SECONDS);

      assertThat(end).isEqualTo(SiteState.READY);
      assertThat(visited.title()).isEqualTo("Field notes");
      assertThat(visited.isPresent(InnerPath.parse("index.html"))).isTrue();
      assertThat(Files.readAllBytes(visited.file(InnerPath.parse("index.html"))))
          .isEqualTo(Files.readAllBytes(signed.file(InnerPath.parse("index.html"))));
      assertThat(check("visitor", visited).isGood()).isTrue();
    }
  }

  @Test
  void aNameIsLookedUpInTheSiteThatPublishesNames() throws Exception {
    Path pages = Files.createDirectories(folder.resolve("pages/data"));
    Files.writeString(
        pages.resolve("names.json"),
        "{\"talk.example.bit\": \"1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT\", \"odd.bit\": 7}");
    try (DemoTracker tracker = new DemoTracker();
        Node author = Node.start(options("author", tracker.url()), Claim::forNobody);
        Node visitor = Node.start(options("visitor", tracker.url()), Claim::forNobody)) {
      Site list = SiteCreateCommand.create(author.core(), "Names", folder.resolve("pages"));
      author.core().sites().announcer().announce(list.address(), AnnounceMode.START, true).get();

      Names names = new Names(List.of(new ZeroNameSite(visitor.core().sites(), list.address())));
      Resolution found = names.resolve(name("Talk.Example.bit")).get().orElseThrow();
      assertThat(found.address().value()).isEqualTo("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");
      assertThat(found.trust()).isEqualTo(Resolution.Trust.SIGNED_BY_ONE_KEY);
      assertThat(names.resolve(name("odd.bit")).get()).isEmpty();
      assertThat(names.leadingTo(found.address())).containsExactly(name("talk.example.bit"));
    }
  }

  private static BitName name(String text) {
    return BitName.parse(text).orElseThrow();
  }

  @Test
  void theLocalSocketAnswersTheCommandLine() throws Exception {
    Options options = options("node", "");
    try (Node node = Node.start(options, Claim::forNobody)) {
      Site site = SiteCreateCommand.create(node.core(), "Field notes", null);
      Path socket = new DataDirectory(options.data()).runningBridge().orElseThrow();
      try (BridgeClient client = BridgeClient.connect(socket)) {
        assertThat(client.ask("hello", new JsonObject()).get("uiUrl").getAsString())
            .isEqualTo(node.uiUrl().toString());
        JsonObject info =
            client.control(site.address().value(), "siteInfo", new JsonObject()).getAsJsonObject();
        assertThat(info.getAsJsonObject("content").get("title").getAsString())
            .isEqualTo("Field notes");
      }
    }
    assertThat(new DataDirectory(options.data()).runningBridge()).isEmpty();
  }

  @Test
  void publishingThroughARunningNodeSaysWhoHasTheVersion() throws Exception {
    try (Node author = Node.start(options("author", ""), Claim::forNobody);
        Node visitor = Node.start(options("visitor", ""), Claim::forNobody)) {
      Site signed = SiteCreateCommand.create(author.core(), "Field notes", null);
      String address = signed.address().value();
      Printed alone = run("site", "publish", address, "--data", folder.resolve("author") + "");
      assertThat(alone.code()).isEqualTo(1);
      assertThat(alone.err())
          .isEqualTo(
              "zerobridge: Nobody has this version yet;"
                  + " it goes out as soon as somebody is there\n");
      assertThat(run("site", "list", "--data", folder.resolve("author") + "").out())
          .contains("(not published yet)");

      Site visited = visitor.core().sites().open(signed.address());
      visited.addPeer(loopback(author));
      assertThat(SiteDownloadCommand.ended(visitor.core(), visited).get(60, TimeUnit.SECONDS))
          .isEqualTo(SiteState.READY);
      Printed taken =
          run(
              "site",
              "publish",
              address,
              "--peer",
              loopback(visitor).toString(),
              "--data",
              folder.resolve("author") + "");

      assertThat(taken.code()).isZero();
      assertThat(taken.out())
          .contains("has         " + loopback(visitor) + "  ")
          .endsWith("1 peer has this version\n");
    }
  }

  private static PeerAddress loopback(Node node) {
    return PeerAddress.of("127.0.0.1", node.core().network().localPort());
  }

  /** What a command printed and how it ended. */
  private record Printed(int code, String out, String err) {}

  private static Printed run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        new CommandLine(new Main())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = Main.execute(line, words);
    return new Printed(code, out.toString(), err.toString());
  }

  @Test
  void theDataFolderBelongsToOneNode() throws Exception {
    Options options = options("node", "");
    try (Node node = Node.start(options, Claim::forNobody)) {
      assertThat(node.uiUrl().getPort()).isPositive();
      assertThatThrownBy(() -> Node.start(options, Claim::forNobody))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("using");
    }
  }

  @Test
  void everythingIsThereAgainAfterARestart() throws Exception {
    Options options = options("node", "");
    Site before;
    try (Node node = Node.start(options, Claim::forNobody)) {
      before = SiteCreateCommand.create(node.core(), "Field notes", null);
    }
    try (Node node = Node.start(options, Claim::forNobody)) {
      Site after = node.core().sites().find(before.address()).orElseThrow();
      assertThat(after.settings().own()).isTrue();
      assertThat(node.core().users().current().siteKey(after.address())).isPresent();
    }
  }

  private SiteCheck.Report check(String node, Site site) throws IOException {
    try (Threads threads = new Threads("check")) {
      return SiteCheck.run(folder.resolve(node), site.address(), threads, Clock.systemUTC());
    }
  }

  private Options options(String name, String tracker) {
    return Options.brief(
        folder.resolve(name),
        "127.0.0.1",
        tracker.isEmpty() ? Options.Trackers.NONE : Options.Trackers.named(List.of(tracker)));
  }
}
