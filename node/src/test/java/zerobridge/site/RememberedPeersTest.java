package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node knows the peers of its sites again after a restart, without any tracker. */
class RememberedPeersTest {
  @TempDir Path folder;

  @Test
  void aNodeFindsItsSitesPeersAgainWithEveryTrackerOff() throws Exception {
    try (TestNode author = TestNode.start(folder.resolve("author"))) {
      SampleSite sample = SampleSite.on(author);
      try (TestNode visitor = TestNode.start(folder.resolve("visitor"))) {
        Site site = visitor.visit(sample.address(), author.address());
        assertThat(site.state()).isEqualTo(SiteState.READY);
      }
      sample.changeIndex("while the visitor was away");

      try (TestNode again = TestNode.start(folder.resolve("visitor"))) {
        Site site = again.sites().find(sample.address()).orElseThrow();

        assertThat(TestNode.await(site.update())).as("a peer answered").isTrue();
        TestNode.await(site.settled());

        assertThat(site.peers())
            .anyMatch(
                peer -> peer.address().equals(author.address()) && peer.source().equals("saved"));
        assertThat(SampleSite.files(again.folder(sample.address())))
            .isEqualTo(SampleSite.files(author.folder(sample.address())));
      }
    }
  }
}
