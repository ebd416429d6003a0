package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.io.InnerPath;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.peer.ScriptedPeer;

/** Several nodes on loopback, one of which publishes. */
class PublishTest {
  private static final InnerPath ROOT = InnerPath.ROOT_MANIFEST;

  @TempDir Path folder;
  private final List<TestNode> nodes = new ArrayList<>();
  private TestNode author;
  private SampleSite sample;

  @BeforeEach
  void start() throws IOException {
    author = node("author");
    sample = SampleSite.on(author);
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
  }

  private TestNode node(String name) throws IOException {
    TestNode node = TestNode.start(folder.resolve(name));
    nodes.add(node);
    return node;
  }

  private void end(TestNode node) {
    node.close();
    nodes.remove(node);
  }

  private Site visitor(String name) throws IOException {
    return node(name).visit(sample.address(), author.address());
  }

  /** Completes as soon as the latest publication of the root looks like that. */
  private CompletableFuture<PublishProgress> when(Predicate<PublishProgress> state) {
    CompletableFuture<PublishProgress> seen = new CompletableFuture<>();
    SiteListener listener =
        (site, event) -> sample.site.publication(ROOT).filter(state).ifPresent(seen::complete);
    author.sites().addListener(listener);
    listener.changed(sample.site, null);
    return seen;
  }

  private static CompletableFuture<Void> arrival(TestNode at, Site site, InnerPath path) {
    ArrivalListener listener = new ArrivalListener(site, path);
    at.sites().addListener(listener);
    return listener.arrived();
  }

  private static String page(Site site) throws IOException {
    await(site.settled());
    return Files.readString(site.file(SampleSite.INDEX));
  }

  private PublishProgress publish() throws IOException {
    return await(sample.site.publish(ROOT, 5, progress -> {}));
  }

  @Test
  void everyVisitorGetsTheNewVersionAndIsCounted() throws IOException {
    Site one = visitor("one");
    Site two = visitor("two");
    Site three = visitor("three");
    sample.changeIndex("<h1>News</h1>");

    PublishProgress progress = publish();

    assertThat(progress.have()).isEqualTo(3);
    assertThat(progress.queued()).isFalse();
    assertThat(progress.sentence()).isEqualTo("3 peers have this version");
    for (Site site : List.of(one, two, three)) {
      assertThat(page(site)).isEqualTo("<h1>News</h1>");
    }
    assertThat(sample.site.settings().unpublished()).isEmpty();
  }

  @Test
  void onlyPeersThatHaveItAreCountedWhateverTheySay() throws IOException {
    Site honest = visitor("honest");
    TestNode closed = TestNode.start(folder.resolve("closed"));
    nodes.add(closed);
    closed.network().setPortOpened(HostKind.IPV4, false);
    Site passive = closed.visit(sample.address(), author.address());
    TestNode far = node("far");
    Site slow = far.visit(sample.address(), author.address());
    PeerAddress offline = nobody();
    try (HostilePeer liar = HostilePeer.serving(sample.site.directory(), (p, id, f, c) -> false);
        SlowLink link = new SlowLink(far.address(), Duration.ofMillis(150))) {
      sample.site.addPeer(offline);
      sample.site.addPeer(liar.address());
      sample.site.addPeer(link.address());
      sample.changeIndex("<h1>News</h1>");

      publish();
      PublishProgress progress = await(when(now -> now.have() >= 3));

      assertThat(progress.in(PublishProgress.State.HAS))
          .extracting(PublishProgress.Delivery::peer)
          .doesNotContain(offline, liar.address())
          .anyMatch(peer -> !peer.isConnectable());
      PublishProgress end = await(when(now -> now.count(PublishProgress.State.UNREACHABLE) == 1));
      assertThat(end.in(PublishProgress.State.UNREACHABLE))
          .extracting(PublishProgress.Delivery::peer)
          .containsExactly(offline);
      assertThat(
              await(
                      when(
                          now ->
                              now.peers().stream().anyMatch(each -> thanks(each, liar.address()))))
                  .in(PublishProgress.State.SENT))
          .anyMatch(each -> thanks(each, liar.address()));
      for (Site site : List.of(honest, passive, slow)) {
        assertThat(page(site)).isEqualTo("<h1>News</h1>");
      }
    }
  }

  /** An address at which nobody listens any more. */
  private static PeerAddress nobody() throws IOException {
    try (ServerSocket gone = ScriptedPeer.listen()) {
      return PeerAddress.of("127.0.0.1", gone.getLocalPort());
    }
  }

  private static boolean thanks(PublishProgress.Delivery delivery, PeerAddress from) {
    return delivery.peer().equals(from) && delivery.words().startsWith("Thanks");
  }

  @Test
  void whatIsPublishedWhileNobodyIsThereGoesOutAfterARestart() throws IOException {
    TestNode later = node("later");
    Site old = later.visit(sample.address(), author.address());
    PeerAddress away = later.address();
    assertThat(away.isConnectable()).isTrue();
    end(later);
    sample.changeIndex("<h1>Alone</h1>");
    PublishProgress alone = publish();
    assertThat(alone.have()).isZero();
    assertThat(alone.queued()).isTrue();
    assertThat(sample.site.settings().unpublished()).containsExactly(ROOT);

    end(author);
    TestNode again = TestNode.start(folder.resolve("author"), SiteOptions.DEFAULTS);
    nodes.add(again);
    Site site = again.sites().find(sample.address()).orElseThrow();
    assertThat(site.settings().unpublished()).containsExactly(ROOT);
    TestNode back = node("later");
    Site returned = back.sites().find(old.address()).orElseThrow();
    CompletableFuture<Void> arrived = arrival(back, returned, SampleSite.INDEX);
    CompletableFuture<Void> emptied = new CompletableFuture<>();
    again.sites().addListener((changed, event) -> completeIfPublished(site, emptied));
    site.addPeer(back.address());

    await(arrived);
    await(emptied);
    assertThat(page(returned)).isEqualTo("<h1>Alone</h1>");
  }

  private static void completeIfPublished(Site site, CompletableFuture<Void> done) {
    if (site.settings().unpublished().isEmpty()) {
      done.complete(null);
    }
  }

  @Test
  void aQueuedVersionGoesToWhoeverTurnsUp() throws IOException {
    sample.changeIndex("<h1>Alone</h1>");
    assertThat(publish().queued()).isTrue();

    Site site = visitor("new");

    assertThat(await(when(now -> now.have() == 1)).queued()).isFalse();
    assertThat(page(site)).isEqualTo("<h1>Alone</h1>");
    assertThat(sample.site.settings().unpublished()).isEmpty();
  }

  @Test
  void aPeerThatTurnsOutToHaveAnOlderVersionGetsOurs() throws IOException {
    TestNode behind = node("behind");
    Site site = behind.visit(sample.address(), author.address());
    sample.changeIndex("<h1>News</h1>");
    CompletableFuture<Void> arrived = arrival(behind, site, SampleSite.INDEX);

    assertThat(await(sample.site.update())).isTrue();

    await(arrived);
    assertThat(page(site)).isEqualTo("<h1>News</h1>");
  }

  @Test
  void aReceiverPassesTheVersionOnWhenItHasAllFiles() throws IOException {
    TestNode middle = node("middle");
    Site near = middle.visit(sample.address(), author.address());
    TestNode end = node("end");
    Site far = end.visit(sample.address(), middle.address());
    CompletableFuture<Void> arrived = arrival(end, far, SampleSite.INDEX);
    sample.changeIndex("<h1>News</h1>");

    publish();

    await(arrived);
    assertThat(page(near)).isEqualTo("<h1>News</h1>");
    assertThat(page(far)).isEqualTo("<h1>News</h1>");
  }

  @Test
  void aRefusalIsShownWithItsReason() throws IOException {
    TestNode stranger = node("stranger");
    sample.site.addPeer(stranger.address());

    PublishProgress progress = publish();

    assertThat(progress.in(PublishProgress.State.REFUSED))
        .extracting(PublishProgress.Delivery::words)
        .containsExactly("Unknown site");
    assertThat(progress.queued()).isTrue();
  }

  @Test
  void w15PeersThatTookEarlierVersionsComeFirst() {
    Peer good = peer(1);
    Peer unknown = peer(2);
    Peer bad = peer(3);
    good.pushTaken();
    bad.pushLost();

    for (int seed = 0; seed < 20; seed++) {
      assertThat(PushOrder.best(List.of(bad, unknown, good), new java.util.Random(seed)))
          .containsExactly(good, unknown, bad);
    }
  }

  @Test
  void w15MostOfTheKnownPeersAreTheGoalNotAHandful() {
    PublishGoal own = PublishGoal.own(5);

    assertThat(own.wanted(3)).isEqualTo(3);
    assertThat(own.wanted(40)).isEqualTo(32);
    assertThat(own.wanted(1000)).isEqualTo(100);
    assertThat(PublishGoal.passedOn().wanted(1000)).isEqualTo(7);
  }

  private static Peer peer(int port) {
    return new Peer(PeerAddress.of("127.0.0.1", port), PeerSource.TRACKER, 0);
  }
}
