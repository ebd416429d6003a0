package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zerobridge.site.TestNode.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

/** Big files in the folder of who signs, and what a check says of them. */
class BigFileSigningTest {
  @TempDir Path folder;
  private TestNode node;
  private TestNode other;
  private BigSite sample;

  @BeforeEach
  void start() throws IOException {
    node = TestNode.start(folder.resolve("node"));
    other = TestNode.start(folder.resolve("other"));
    sample = BigSite.on(node);
  }

  @AfterEach
  void stop() {
    other.close();
    node.close();
  }

  private FileEntry sign(Site site) throws IOException {
    return await(site.sign(InnerPath.ROOT_MANIFEST, sample.owner, new JsonObject()))
        .entry(BigSite.VIDEO)
        .orElseThrow();
  }

  private SiteCheck.Report check(TestNode at) throws IOException {
    try (Threads threads = new Threads("check")) {
      return SiteCheck.run(at.data(), sample.address(), threads, Clock.systemUTC());
    }
  }

  @Test
  void aSignedFileIsHereWholeWithItsPiecemap() throws IOException {
    assertThat(sample.site.isPresent(BigSite.VIDEO)).isTrue();
    assertThat(sample.site.isPresent(BigSite.PIECEMAP)).isTrue();
    assertThat(check(node).isGood()).isTrue();
    assertThat(check(node).files()).isEqualTo(3);
  }

  @Test
  void anUnchangedFileKeepsItsEntry() throws IOException {
    FileEntry before = sample.site.openBig(BigSite.VIDEO).orElseThrow().entry();

    assertThat(sign(sample.site)).isEqualTo(before);
    assertThat(sample.site.isPresent(BigSite.VIDEO)).isTrue();
  }

  @Test
  void aChangedFileOfTheSameSizeIsNeverTakenForTheOldOne() throws IOException {
    Path video = sample.site.file(BigSite.VIDEO);
    byte[] changed = sample.video.clone();
    changed[3 * BigSite.PIECE]++;
    String before = sample.root();
    FileTime time = Files.getLastModifiedTime(video);
    Path replacement = Files.write(folder.resolve("replacement"), changed);
    Files.setLastModifiedTime(replacement, time);
    Files.move(replacement, video, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThat(sign(sample.site).sha512()).isNotEqualTo(before);
    assertThat(sample.site.isPresent(BigSite.VIDEO)).isTrue();
    assertThat(check(node).isGood()).isTrue();
  }

  @Test
  void anUnfinishedDownloadIsListedAsBefore() throws IOException {
    Site copy = other.visit(sample.address(), node.address());
    try (BigFileReader reader = copy.openBig(BigSite.VIDEO).orElseThrow()) {
      await(reader.await(4L * BigSite.PIECE));
      await(copy.settled());
    }

    assertThat(sign(copy).sha512()).isEqualTo(sample.root());
    assertThat(copy.isPresent(BigSite.VIDEO)).isFalse();
    assertThat(copy.isPresent(BigSite.PIECEMAP)).isTrue();
    assertThat(check(other).isGood()).isTrue();
  }

  @Test
  void anUnfinishedDownloadWithoutItsPiecemapIsNotSignedByGuess() throws IOException {
    Site copy = other.visit(sample.address(), node.address());
    try (BigFileReader reader = copy.openBig(BigSite.VIDEO).orElseThrow()) {
      await(reader.await(0));
      await(copy.settled());
    }
    Files.delete(copy.file(BigSite.PIECEMAP));

    assertThatThrownBy(() -> sign(copy)).hasMessageContaining("is here in part");
  }

  @Test
  void aFilePutInPlaceOfAnUnfinishedDownloadIsANewVersion() throws IOException {
    Site copy = other.visit(sample.address(), node.address());
    try (BigFileReader reader = copy.openBig(BigSite.VIDEO).orElseThrow()) {
      await(reader.await(0));
      await(copy.settled());
    }
    byte[] mine = new byte[6 * BigSite.PIECE];
    mine[0] = 1;
    Files.write(copy.file(BigSite.VIDEO), mine);

    assertThat(sign(copy).size()).isEqualTo(mine.length);
    assertThat(copy.isPresent(BigSite.VIDEO)).isTrue();
  }

  @Test
  void aCheckFindsADamagedPiece() throws IOException {
    Path video = sample.site.file(BigSite.VIDEO);
    byte[] damaged = sample.video.clone();
    damaged[7 * BigSite.PIECE + 1]++;
    Files.write(video, damaged);

    assertThat(check(node).faults()).containsExactly(BigSite.VIDEO + ": Invalid hash of piece 7");
  }
}
