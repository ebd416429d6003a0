package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A big file from one node to another, whole and in parts. */
class BigFileDownloadTest {
  @TempDir Path folder;
  private TestNode seeder;
  private TestNode visitor;
  private BigSite sample;
  private Site site;

  @BeforeEach
  void start() throws IOException {
    seeder = TestNode.start(folder.resolve("seeder"));
    visitor = TestNode.start(folder.resolve("visitor"));
    sample = BigSite.on(seeder);
    site = visitor.visit(sample.address(), seeder.address());
  }

  @AfterEach
  void stop() {
    visitor.close();
    seeder.close();
  }

  private Path video() {
    return site.file(BigSite.VIDEO);
  }

  @Test
  void aVisitDoesNotFetchIt() {
    assertThat(site.state()).isEqualTo(SiteState.READY);
    assertThat(site.isPresent(BigSite.VIDEO)).isFalse();
    assertThat(video()).doesNotExist();
  }

  @Test
  void allOfItArrivesAndIsTheSame() throws IOException {
    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();

    assertThat(Files.readAllBytes(video())).isEqualTo(sample.video);
    assertThat(site.isPresent(BigSite.VIDEO)).isTrue();
    await(site.settled());
    assertThat(site.state()).isEqualTo(SiteState.READY);
  }

  @Test
  void aPartNearTheEndComesWithoutTheBeginning() throws IOException {
    long from = 9L * BigSite.PIECE + 100;
    try (BigFileReader reader = site.openBig(BigSite.VIDEO).orElseThrow()) {
      long here = await(reader.await(from));

      assertThat(here).isBetween(1L, BigSite.SIZE - from);
      byte[] file = Files.readAllBytes(video());
      assertThat(java.util.Arrays.copyOfRange(file, (int) from, (int) (from + here)))
          .isEqualTo(java.util.Arrays.copyOfRange(sample.video, (int) from, (int) (from + here)));
      await(site.settled());
      assertThat(reader.bytesPresent()).isLessThan(4L * BigSite.PIECE);
    }
    assertThat(site.isPresent(BigSite.VIDEO)).isFalse();
  }

  @Test
  void readingThroughFetchesEverything() throws IOException {
    try (BigFileReader reader = site.openBig(BigSite.VIDEO).orElseThrow()) {
      long position = 0;
      while (position < BigSite.SIZE) {
        position += await(reader.await(position));
      }
    }
    assertThat(Files.readAllBytes(video())).isEqualTo(sample.video);
    assertThat(site.isPresent(BigSite.VIDEO)).isTrue();
  }

  @Test
  void aDiskThatTakesNothingIsNotThePeersFault() throws IOException {
    // The folder can't be made where a file is.
    try (BigFileReader reader = site.openBig(BigSite.VIDEO).orElseThrow()) {
      await(reader.await(0));
      await(site.settled());
    }
    Files.delete(site.file(BigSite.PIECEMAP));
    Files.delete(video());
    Files.delete(site.directory().resolve("media"));
    Files.writeString(site.directory().resolve("media"), "");

    assertThat(await(site.need(BigSite.VIDEO, 6))).isFalse();

    assertThat(site.problem(BigSite.VIDEO).orElse("")).contains("media");
    assertThat(site.peers()).allSatisfy(peer -> assertThat(peer.badFiles()).isZero());
  }
}
