package zerobridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zerobridge.net.PeerAddress;
import zerobridge.site.Site;

/** A big file from an author to a visitor with the command line alone. */
class BigFileCommandsTest {
  private static final int SIZE = 6_000_000;

  @TempDir Path folder;
  private final byte[] video = new byte[SIZE];

  @BeforeEach
  void write() throws IOException {
    new Random(6).nextBytes(video);
    Files.createDirectories(folder.resolve("pages/media"));
    Files.writeString(folder.resolve("pages/index.html"), "<video src=media/a.mp4></video>");
    Files.write(folder.resolve("pages/media/a.mp4"), video);
  }

  private record Printed(int code, String out, String err) {}

  private Printed run(String node, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--data", folder.resolve(node).toString()));
    CommandLine line =
        new CommandLine(new Main())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    int code = Main.execute(line, all.toArray(String[]::new));
    return new Printed(code, out.toString(), err.toString());
  }

  private Options options(String name) {
    return Options.brief(folder.resolve(name), "127.0.0.1", Options.Trackers.NONE);
  }

  private String create() {
    String from = folder.resolve("pages").toString();
    return run("author", "site", "create", "--from", from, "--optional", "media/.*").out().strip();
  }

  private static PeerAddress peer(Node node) {
    return PeerAddress.of("127.0.0.1", node.core().network().localPort());
  }

  @Test
  void oneFileIsFetchedAndVerified() throws Exception {
    String site = create();
    assertThat(run("author", "site", "verify", site).out()).contains("3 files");
    try (Node author = Node.start(options("author"), Claim::forNobody)) {
      String at = peer(author).toString();
      Printed fetched =
          run("visitor", "site", "download", site, "media/a.mp4", "--no-trackers", "--peer", at);

      assertThat(fetched.err()).doesNotContain("zerobridge:");
      assertThat(fetched.out()).isEqualTo("ok " + SIZE + " bytes\n");
      assertThat(fetched.code()).isZero();
      Path copy = folder.resolve("visitor").resolve(site).resolve("media/a.mp4");
      assertThat(Files.readAllBytes(copy)).isEqualTo(video);
      assertThat(run("visitor", "site", "verify", site).out()).contains("3 files");
    }
  }

  @Test
  void aRunningNodeFetchesItToo() throws Exception {
    String site = create();
    try (Node author = Node.start(options("author"), Claim::forNobody);
        Node visitor = Node.start(options("visitor"), Claim::forNobody)) {
      Printed fetched =
          run(
              "visitor",
              "site",
              "download",
              site,
              "--file",
              "media/a.mp4",
              "--peer",
              peer(author).toString());

      assertThat(fetched.out()).isEqualTo("ok " + SIZE + " bytes\n");
      Site copy =
          visitor.core().sites().all().stream()
              .filter(each -> each.address().value().equals(site))
              .findFirst()
              .orElseThrow();
      assertThat(Files.readAllBytes(copy.directory().resolve("media/a.mp4"))).isEqualTo(video);
    }
  }

  @Test
  void whatNobodyListsIsSaidPlainly() throws Exception {
    String site = create();
    try (Node author = Node.start(options("author"), Claim::forNobody)) {
      String at = peer(author).toString();
      Printed refused =
          run("visitor", "site", "download", site, "none.mp4", "--no-trackers", "--peer", at);

      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains("none.mp4 is not here").contains("not listed");
    }
  }
}
