package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.peer.ScriptedPeer;

/** Whose root manifest a first visit takes. */
class FirstRootTest {
  private static final String ROOT = "content.json";

  /** After three seconds of silence a second peer is asked in any case. */
  private static final long SOONER_THAN_A_STALL_MILLIS = 2500;

  @TempDir Path folder;
  private TestNode author;
  private TestNode visitor;
  private SampleSite sample;
  private Path old;
  private final CountDownLatch bothAsked = new CountDownLatch(2);
  private final AtomicBoolean askedAlone = new AtomicBoolean();

  @BeforeEach
  void start() throws IOException {
    author = TestNode.start(folder.resolve("author"));
    visitor = TestNode.start(folder.resolve("visitor"));
    sample = SampleSite.on(author);
    old = Files.createDirectories(folder.resolve("old"));
    copy(sample.site.directory(), old);
    sample.changeIndex("<h1>Newest</h1>");
  }

  @AfterEach
  void stop() {
    visitor.close();
    author.close();
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Map.Entry<String, String> each : SampleSite.files(from).entrySet()) {
      Path target = to.resolve(each.getKey());
      Files.createDirectories(target.getParent());
      Files.copy(from.resolve(each.getKey()), target);
    }
  }

  @Test
  void w27ThePeerThatAnswersFirstDoesNotDecideWhatIsNewest() throws IOException {
    HostilePeer.Trick together = (peer, id, path, content) -> meet(path);
    try (HostilePeer behind = HostilePeer.serving(old, together);
        HostilePeer newest = HostilePeer.serving(sample.site.directory(), together)) {
      Site site = visitor.sites().open(sample.address());
      await(site.settled());
      site.addPeer(behind.address());
      site.addPeer(newest.address());
      await(site.settled());

      assertThat(askedAlone).isFalse();
      assertThat(site.settings().modified()).isEqualTo(sample.site.settings().modified());
      assertThat(Files.readString(site.file(SampleSite.INDEX))).isEqualTo("<h1>Newest</h1>");
    }
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    return TestNode.await(future);
  }

  @Test
  void w27AnOldCopyIsTakenWhenTheOtherPeersAreSilent() throws IOException {
    HostilePeer.Trick silent = (peer, id, path, content) -> path.equals(ROOT);
    try (HostilePeer behind = HostilePeer.serving(old, (peer, id, path, content) -> false);
        HostilePeer mute = HostilePeer.serving(sample.site.directory(), silent)) {
      Site site = visitor.sites().open(sample.address());
      await(site.settled());
      site.addPeer(mute.address());
      site.addPeer(behind.address());

      assertThat(await(site.need(SampleSite.INDEX, Site.PRIORITY_PAGE))).isTrue();
      assertThat(Files.readString(site.file(SampleSite.INDEX))).isEqualTo("<h1>Hello</h1>");
    }
  }

  @Test
  void w27AForgedNewerCopyLosesAgainstAnHonestOne() throws IOException {
    HostilePeer.Trick honest = (peer, id, path, content) -> meet(path);
    HostilePeer.Trick forger =
        (peer, id, path, content) -> meet(path) || forge(peer, id, path, content);
    try (HostilePeer liar = HostilePeer.serving(sample.site.directory(), forger);
        HostilePeer behind = HostilePeer.serving(old, honest)) {
      Site site = visitor.sites().open(sample.address());
      await(site.settled());
      site.addPeer(liar.address());
      site.addPeer(behind.address());

      assertThat(await(site.need(SampleSite.INDEX, Site.PRIORITY_PAGE))).isTrue();
      assertThat(askedAlone).isFalse();
      assertThat(Files.readString(site.file(SampleSite.INDEX))).isEqualTo("<h1>Hello</h1>");
    }
  }

  /** Answers for the root manifest only when two peers were asked for it. */
  private boolean meet(String path) throws IOException {
    if (path.equals(ROOT)) {
      bothAsked.countDown();
      try {
        if (!bothAsked.await(SOONER_THAN_A_STALL_MILLIS, TimeUnit.MILLISECONDS)) {
          askedAlone.set(true);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
    return false;
  }

  private static boolean forge(ScriptedPeer peer, long id, String path, byte[] content)
      throws IOException {
    if (!path.equals(ROOT)) {
      return false;
    }
    byte[] forged =
        new String(content, StandardCharsets.UTF_8)
            .replace("A sample", "B sample")
            .getBytes(StandardCharsets.UTF_8);
    peer.answerStream(id, 0, forged.length, forged);
    return true;
  }
}
