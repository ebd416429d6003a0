package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zerobridge.site.TestNode.await;

import com.google.gson.JsonArray;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

/** Two and three real nodes on loopback: visits, updates, pushes. */
class VisitTest {
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

  /** Once the database, whose making begins when all files are here, is finished. */
  private void assertSameFiles(TestNode node) throws IOException {
    await(node.sites().find(sample.address()).orElseThrow().query("SELECT 1", null));
    assertThat(SampleSite.files(node.folder(sample.address())))
        .isEqualTo(SampleSite.files(seeder.folder(sample.address())));
  }

  @Test
  void theFirstVisitBringsEveryFileOfTheSiteAndItsUsers() throws IOException {
    Site site = visitor.visit(sample.address(), seeder.address());

    assertThat(site.state()).isEqualTo(SiteState.READY);
    assertThat(site.title()).isEqualTo("A sample");
    assertThat(site.settings().downloaded()).isPresent();
    assertThat(site.isPresent(sample.userData())).isTrue();
    assertSameFiles(visitor);
  }

  @Test
  void theVisitWorksOverTls() throws IOException {
    try (TestNode tlsSeeder = TestNode.startWithTls(folder.resolve("tls-seeder"));
        TestNode tlsVisitor = TestNode.startWithTls(folder.resolve("tls-visitor"))) {
      SampleSite other = SampleSite.on(tlsSeeder);

      Site site = tlsVisitor.visit(other.address(), tlsSeeder.address());

      assertThat(site.state()).isEqualTo(SiteState.READY);
      assertThat(site.peers()).anyMatch(PeerStatus::encrypted);
    }
  }

  @Test
  void theVisitorSeedsToOthers() throws IOException {
    visitor.visit(sample.address(), seeder.address());
    try (TestNode third = TestNode.start(folder.resolve("third"))) {
      third.visit(sample.address(), visitor.address());

      assertSameFiles(third);
    }
  }

  @Test
  void whatWasFetchedVerifiesOnDisk() throws IOException {
    visitor.visit(sample.address(), seeder.address());

    try (Threads threads = new Threads("check")) {
      SiteCheck.Report report =
          SiteCheck.run(visitor.data(), sample.address(), threads, Clock.systemUTC());
      assertThat(report.faults()).isEmpty();
      assertThat(report.manifests()).isEqualTo(3);
      assertThat(report.files()).isEqualTo(7);
    }
  }

  @Test
  void aChangedByteOnDiskIsFound() throws IOException {
    visitor.visit(sample.address(), seeder.address());
    Files.writeString(visitor.folder(sample.address()).resolve("index.html"), "<h1>Hellu</h1>");

    try (Threads threads = new Threads("check")) {
      SiteCheck.Report report =
          SiteCheck.run(visitor.data(), sample.address(), threads, Clock.systemUTC());
      assertThat(report.faults()).containsExactly("index.html: Invalid hash");
    }
  }

  @Test
  void thePagesCanQueryTheDatabaseAfterTheVisit() throws IOException {
    Site site = visitor.visit(sample.address(), seeder.address());

    JsonArray rows = await(site.query("SELECT title FROM topic", null));

    assertThat(rows.toString()).isEqualTo("[{\"title\":\"first post\"}]");
  }

  @Test
  void anUpdateFetchesWhatChanged() throws IOException {
    Site site = visitor.visit(sample.address(), seeder.address());
    sample.changeIndex("<h1>Changed</h1>");

    assertThat(await(site.update())).isTrue();

    assertThat(site.lastUpdate()).isPresent();
    assertSameFiles(visitor);
  }

  @Test
  void aPublishedPostReachesVisitorsAndTheirVisitors() throws IOException {
    visitor.visit(sample.address(), seeder.address());
    try (TestNode third = TestNode.start(folder.resolve("third"))) {
      Site far = third.visit(sample.address(), visitor.address());
      ArrivalListener arrival = new ArrivalListener(far, sample.userData());
      third.sites().addListener(arrival);
      sample.post("second post");

      PublishProgress result = await(sample.site.publish(sample.userManifest(), 1, progress -> {}));
      await(arrival.arrived());

      assertThat(result.have()).isPositive();
      await(far.settled());
      assertSameFiles(third);
    }
  }

  @Test
  void nothingIsDownloadedOfASiteAboveItsLimitUntilThePersonAllowsIt() throws IOException {
    try (TestNode careful =
        TestNode.start(
            folder.resolve("careful"),
            SiteOptions.DEFAULTS.withoutBackgroundWork().withSizeLimit(1))) {
      Site site = careful.visit(sample.address(), seeder.address());

      assertThat(site.state()).isEqualTo(SiteState.SIZE_LIMIT_REACHED);
      assertThat(site.nextSizeLimit()).isEqualTo(10);
      assertThat(Files.exists(site.file(SampleSite.INDEX))).isFalse();

      site.setSizeLimit(10);
      assertThat(await(site.settled())).isEqualTo(SiteState.READY);
      assertSameFiles(careful);
    }
  }

  @Test
  void aPausedSiteIsNotServed() throws IOException {
    sample.site.pause();

    Site site = visitor.visit(sample.address(), seeder.address());

    assertThat(site.state()).isEqualTo(SiteState.NOT_FOUND);
    assertThat(site.problem(InnerPath.ROOT_MANIFEST)).contains("Unknown site");
  }

  @Test
  void aRestartedNodeKnowsItsSites() throws IOException {
    visitor.visit(sample.address(), seeder.address());
    visitor.close();
    visitor = TestNode.start(folder.resolve("visitor"));
    Site site = visitor.sites().find(sample.address()).orElseThrow();
    await(site.settled());

    assertThat(site.state()).isEqualTo(SiteState.READY);
    assertThat(site.settings().size()).isEqualTo(sample.site.settings().size());
    assertThat(site.isPresent(sample.userData())).isTrue();
  }

  @Test
  void afterACrashWhatIsMissingIsFetchedAgain() throws IOException {
    Site site = visitor.visit(sample.address(), seeder.address());
    visitor.close();
    Files.createFile(visitor.data().resolve(".zerobridge-running"));
    Files.writeString(site.file(SampleSite.INDEX), "");
    Files.delete(site.file(sample.userData()));
    visitor = TestNode.start(folder.resolve("visitor"));
    Site restarted = visitor.sites().find(sample.address()).orElseThrow();

    assertThat(await(restarted.need(SampleSite.INDEX, Site.PRIORITY_PAGE))).isTrue();
    assertThat(await(restarted.need(sample.userData(), Site.PRIORITY_PAGE))).isTrue();
    assertSameFiles(visitor);
  }

  @Test
  void aVisitThatACrashCutShortGoesOnWhenPeersTurnUp() throws IOException {
    visitor.visit(sample.address(), seeder.address());
    visitor.close();
    // What a visit has that ended right after the root manifest, before anything else was noted.
    Path site = visitor.folder(sample.address());
    for (String file : SampleSite.files(site).keySet()) {
      if (!file.equals("content.json")) {
        Files.delete(site.resolve(file));
      }
    }
    for (String file : List.of("sites.json", "sites.json-tmpold", "content.db")) {
      Files.deleteIfExists(visitor.data().resolve(file));
    }
    visitor = TestNode.start(folder.resolve("visitor"), SiteOptions.DEFAULTS);

    Site again = visitor.visit(sample.address(), seeder.address());

    assertThat(again.state()).isEqualTo(SiteState.READY);
    assertThat(again.isPresent(SampleSite.INDEX)).isTrue();
    assertThat(again.isPresent(sample.userData())).isTrue();
    assertSameFiles(visitor);
  }

  @Test
  void aDeletedSiteLeavesNothingButWhatItNeverListed() throws IOException {
    Site site = visitor.visit(sample.address(), seeder.address());
    Files.writeString(site.directory().resolve("notes.txt"), "mine");

    await(visitor.sites().delete(sample.address()));

    assertThat(visitor.sites().find(sample.address())).isEmpty();
    assertThat(SampleSite.files(site.directory())).containsOnlyKeys("notes.txt");
  }

  @Test
  void aFileThatNoManifestListsIsNotFetched() throws IOException {
    Site site = visitor.visit(sample.address(), seeder.address());
    InnerPath unlisted = InnerPath.parse("secret.txt");
    Files.writeString(seeder.folder(sample.address()).resolve("secret.txt"), "secret");

    assertThat(await(site.need(unlisted, Site.PRIORITY_PAGE))).isFalse();
    assertThat(site.isPresent(unlisted)).isFalse();
    assertThat(site.file(unlisted)).doesNotExist();
  }

  @Test
  void onlyAValidKeySigns() throws IOException {
    assertThatThrownBy(
            () ->
                await(
                    sample.site.sign(
                        InnerPath.ROOT_MANIFEST, sample.user, new com.google.gson.JsonObject())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("Private key invalid!");
  }

  @Test
  void aWrittenFileIsHereAtOnce() throws IOException {
    await(sample.site.write(SampleSite.INDEX, "new".getBytes(StandardCharsets.UTF_8)));

    assertThat(Files.readString(sample.site.file(SampleSite.INDEX))).isEqualTo("new");
  }

  @Test
  void w22ManyWhoAskForOneFileAtOnceAreAllServedAndSoAreLaterOnes() throws IOException {
    Site site = visitor.sites().open(sample.address());
    await(site.settled());
    site.addPeer(seeder.address());
    try (Threads threads = new Threads("askers")) {
      List<CompletableFuture<Boolean>> askers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        askers.add(
            threads.call("ask", () -> await(site.need(SampleSite.INDEX, Site.PRIORITY_PAGE))));
      }
      for (CompletableFuture<Boolean> one : askers) {
        assertThat(await(one)).isTrue();
      }
    }
    assertThat(await(site.need(sample.userData(), Site.PRIORITY_PAGE))).isTrue();
    await(site.settled());
    assertSameFiles(visitor);
  }
}
