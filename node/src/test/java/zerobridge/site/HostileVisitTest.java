package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.io.InnerPath;

/**
 * A visitor meets a hostile peer first and an honest one later: the lie is refused with its exact
 * reason, the peer is marked, the site completes, nothing wrong is on disk.
 */
class HostileVisitTest {
  private static final InnerPath ROOT = InnerPath.ROOT_MANIFEST;

  @TempDir Path folder;
  private TestNode seeder;
  private TestNode visitor;
  private SampleSite sample;

  @BeforeEach
  void start() throws IOException {
    seeder = TestNode.start(folder.resolve("seeder"));
    visitor = TestNode.start(folder.resolve("visitor"));
    sample = SampleSite.on(seeder);
  }

  @AfterEach
  void stop() {
    visitor.close();
    seeder.close();
  }

  private void assertRefused(HostilePeer.Trick trick, InnerPath path, String reason)
      throws IOException {
    try (HostilePeer hostile = HostilePeer.serving(seeder.folder(sample.address()), trick)) {
      Site site = visitor.visit(sample.address(), hostile.address());

      assertThat(site.state()).isNotEqualTo(SiteState.READY);
      assertThat(site.problem(path).orElse("")).contains(reason);
      assertThat(site.isPresent(path)).isFalse();
      assertThat(site.peers())
          .filteredOn(peer -> peer.address().equals(hostile.address()))
          .singleElement()
          .satisfies(
              peer -> {
                assertThat(peer.problem().orElse("")).contains(reason);
                assertThat(peer.reputation()).isLessThan(0);
              });

      site.addPeer(seeder.address());
      await(site.settled());

      assertThat(site.state()).isEqualTo(SiteState.READY);
      await(site.query("SELECT 1", null));
      assertThat(SampleSite.files(site.directory()))
          .isEqualTo(SampleSite.files(seeder.folder(sample.address())));
    }
  }

  private static HostilePeer.Trick replacing(InnerPath path, byte[] lie) {
    return (peer, id, asked, content) -> {
      if (!asked.equals(path.value())) {
        return false;
      }
      peer.answerStream(id, 0, lie.length, lie);
      return true;
    };
  }

  private static byte[] withOneByteChanged(byte[] content, String around, char changed) {
    String text = new String(content, StandardCharsets.UTF_8);
    int at = text.indexOf(around);
    return (text.substring(0, at) + changed + text.substring(at + 1))
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aTamperedFile() throws IOException {
    byte[] lie = "<h1>Hellu</h1>".getBytes(StandardCharsets.UTF_8);

    assertRefused(replacing(SampleSite.INDEX, lie), SampleSite.INDEX, "Invalid hash");
  }

  @Test
  void aRootManifestWithOneByteChanged() throws IOException {
    assertRefused(
        (peer, id, path, content) -> {
          if (!path.equals("content.json")) {
            return false;
          }
          byte[] lie = withOneByteChanged(content, "A sample", 'B');
          peer.answerStream(id, 0, lie.length, lie);
          return true;
        },
        ROOT,
        "Valid signs: 0/1");
  }

  @Test
  void aUsersManifestWithOneByteChanged() throws IOException {
    assertRefused(
        (peer, id, path, content) -> {
          if (!path.equals(SampleSite.USERS.value())) {
            return false;
          }
          byte[] lie = withOneByteChanged(content, "permissions", 'P');
          peer.answerStream(id, 0, lie.length, lie);
          return true;
        },
        SampleSite.USERS,
        "Valid signs: 0/1");
  }

  @Test
  void aFileThatIsShorterThanListed() throws IOException {
    byte[] lie = "<h1>".getBytes(StandardCharsets.UTF_8);

    assertRefused(
        replacing(SampleSite.INDEX, lie),
        SampleSite.INDEX,
        "The peer has 4 bytes, the manifest lists 14");
  }

  @Test
  void aFileThatIsLongerThanListed() throws IOException {
    byte[] lie = "<h1>Hello</h1><script>".getBytes(StandardCharsets.UTF_8);

    assertRefused(
        replacing(SampleSite.INDEX, lie),
        SampleSite.INDEX,
        "The peer sent more than the 14 bytes of the file");
  }

  @Test
  void moreRawDataThanWasAskedFor() throws IOException {
    assertRefused(
        (peer, id, path, content) -> {
          if (!path.equals("index.html")) {
            return false;
          }
          Map<String, @Nullable Object> fields = new LinkedHashMap<>();
          fields.put("size", 1L << 40);
          fields.put("location", 1L << 40);
          fields.put("stream_bytes", 1L << 40);
          peer.answer(id, fields);
          peer.send(new byte[1 << 16]);
          return true;
        },
        SampleSite.INDEX,
        "More raw data than was asked for.");
  }

  @Test
  void w06AFileThatNeverEndsIsCutOffAtItsListedSize() throws IOException {
    assertRefused(
        (peer, id, path, content) -> {
          if (!path.equals("index.html")) {
            return false;
          }
          byte[] piece = new byte[512 << 10];
          peer.answerStream(id, 0, 1L << 40, piece);
          return true;
        },
        SampleSite.INDEX,
        "The peer sent more than the 14 bytes of the file");
  }

  @Test
  void aManifestThatNeverEnds() throws IOException {
    long[] sent = new long[1];
    assertRefused(
        (peer, id, path, content) -> {
          if (!path.equals("content.json")) {
            return false;
          }
          byte[] piece = new byte[512 << 10];
          peer.answerStream(id, sent[0], 1L << 40, piece);
          sent[0] += piece.length;
          return true;
        },
        ROOT,
        "The peer sent more than the 10485760 bytes of the file");
  }

  @Test
  void aPeerThatSendsNothingOfWhatItHas() throws IOException {
    assertRefused(
        (peer, id, path, content) -> {
          if (!path.equals("index.html")) {
            return false;
          }
          peer.answerStream(id, 0, content.length, new byte[0]);
          return true;
        },
        SampleSite.INDEX,
        "The peer sends nothing of a file that it says is longer.");
  }

  @Test
  void whileOnePeerStallsTheOtherGivesItsFiles() throws IOException {
    try (HostilePeer stalling =
        HostilePeer.serving(
            seeder.folder(sample.address()),
            (peer, id, path, content) -> !path.equals("content.json"))) {
      Site site = visitor.sites().open(sample.address());
      await(site.settled());
      ArrivalListener root = new ArrivalListener(site, ROOT);
      visitor.sites().addListener(root);
      site.addPeer(stalling.address());
      await(root.arrived());

      site.addPeer(seeder.address());
      await(site.settled());

      assertThat(stalling.asked()).isGreaterThan(1);
      assertThat(site.state()).isEqualTo(SiteState.READY);
    }
  }
}
