package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Piecefield;

/** One big file from many peers, good and bad, and from where an earlier run stopped. */
class BigFileSwarmTest {
  private static final HostilePeer.Trick HONEST = (peer, id, path, content) -> false;

  @TempDir Path folder;
  private TestNode seeder;
  private BigSite sample;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    seeder = TestNode.start(folder.resolve("seeder"));
    sample = BigSite.on(seeder);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    seeder.close();
  }

  private TestNode node(String name) throws IOException {
    TestNode node = TestNode.start(folder.resolve(name));
    open.add(node);
    return node;
  }

  /** A peer that has these pieces, or says so. */
  private HostilePeer peer(HostilePeer.Trick trick, IntStream pieces) throws IOException {
    return peer(seeder.folder(sample.address()), trick, pieces);
  }

  private HostilePeer peer(Path files, HostilePeer.Trick trick, IntStream pieces)
      throws IOException {
    BitSet bits = new BitSet();
    pieces.forEach(bits::set);
    byte[] packed = Piecefield.of(bits, BigSite.PIECES).pack();
    HostilePeer peer = HostilePeer.serving(files, Map.of(sample.root(), packed), trick);
    open.add(peer);
    return peer;
  }

  private static IntStream all() {
    return IntStream.range(0, BigSite.PIECES);
  }

  private static List<Integer> pieces(HostilePeer peer) {
    return peer.offsets().stream().map(at -> (int) (at / BigSite.PIECE)).toList();
  }

  private void assertWhole(Site site) throws IOException {
    assertThat(Files.readAllBytes(site.file(BigSite.VIDEO))).isEqualTo(sample.video);
    assertThat(site.isPresent(BigSite.VIDEO)).isTrue();
  }

  @Test
  void eachPeerIsAskedForWhatItHasOnly() throws IOException {
    HostilePeer even = peer(HONEST, all().filter(i -> i % 2 == 0));
    HostilePeer odd = peer(HONEST, all().filter(i -> i % 2 == 1));
    Site site = node("visitor").visit(sample.address(), even.address());
    site.addPeer(odd.address());

    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();

    assertWhole(site);
    assertThat(pieces(even)).containsExactlyInAnyOrder(0, 2, 4, 6, 8, 10);
    assertThat(pieces(odd)).containsExactlyInAnyOrder(1, 3, 5, 7, 9, 11);
  }

  @Test
  void thirtyPercentLiarsAreSurvivedAndMarked() throws IOException {
    Path wrong = folder.resolve("wrong");
    Files.createDirectories(wrong.resolve("media"));
    byte[] changed = sample.video.clone();
    for (int i = 0; i < changed.length; i += 1000) {
      changed[i]++;
    }
    Files.write(wrong.resolve(BigSite.VIDEO.value()), changed);
    List<HostilePeer> liars = new ArrayList<>();
    HostilePeer first = peer(HONEST, all());
    Site site = node("visitor").visit(sample.address(), first.address());
    for (int i = 0; i < 3; i++) {
      liars.add(peer(wrong, HONEST, all()));
    }
    for (int i = 0; i < 6; i++) {
      site.addPeer(peer(HONEST, all()).address());
    }
    liars.forEach(liar -> site.addPeer(liar.address()));

    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();

    assertWhole(site);
    for (PeerStatus status : site.peers()) {
      boolean liar = liars.stream().anyMatch(l -> l.address().equals(status.address()));
      assertThat(status.badFiles() > 0)
          .as(status.address() + " gave wrong pieces")
          .isEqualTo(liar && isAsked(liars, status));
    }
  }

  private static boolean isAsked(List<HostilePeer> liars, PeerStatus status) {
    return liars.stream()
        .anyMatch(l -> l.address().equals(status.address()) && !l.offsets().isEmpty());
  }

  @Test
  void aPeerThatIsSilentIsPassedBy() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    HostilePeer silent =
        peer(
            (peer, id, path, content) -> {
              if (!path.equals(BigSite.VIDEO.value())) {
                return false;
              }
              try {
                return never.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
              }
            },
            all());
    HostilePeer honest = peer(HONEST, all());
    Site site = node("visitor").visit(sample.address(), silent.address());
    site.addPeer(honest.address());

    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();

    assertWhole(site);
    never.countDown();
  }

  @Test
  void whoJumpsIsServedBeforeTheRestOfTheFile() throws IOException {
    CountDownLatch go = new CountDownLatch(1);
    HostilePeer only =
        peer(
            (peer, id, path, content) -> {
              try {
                return path.equals(BigSite.VIDEO.value()) && !go.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
              }
            },
            all());
    Site site = node("visitor").visit(sample.address(), only.address());
    CompletableFuture<Boolean> whole = site.need(BigSite.VIDEO, 6);
    await(site.need(BigSite.PIECEMAP, 6));
    try (BigFileReader reader = site.openBig(BigSite.VIDEO).orElseThrow()) {
      CompletableFuture<Long> here = reader.await(11L * BigSite.PIECE);
      go.countDown();
      await(here);
    }
    assertThat(await(whole)).isTrue();

    assertThat(pieces(only).indexOf(11)).isLessThan(4);
  }

  /** Copies what is on disk now, as after a kill: nothing was saved in order. */
  private TestNode afterKill(TestNode killed, String name, boolean withNotes) throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> walk = Files.walk(killed.data())) {
      for (Path from : walk.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(killed.data().relativize(from).toString());
        if (!from.getFileName().toString().contains(".db")
            && (withNotes || !from.getFileName().toString().equals("sites.json"))) {
          Files.createDirectories(to.getParent());
          Files.copy(from, to);
        }
      }
    }
    return node(name);
  }

  private void somePieces(Site site, int... pieces) throws IOException {
    try (BigFileReader reader = site.openBig(BigSite.VIDEO).orElseThrow()) {
      for (int piece : pieces) {
        await(reader.await((long) piece * BigSite.PIECE));
        await(site.settled());
      }
    }
  }

  @Test
  void afterAKillNoFinishedPieceIsFetchedAgainThoughNothingWasNoted() throws IOException {
    HostilePeer first = peer(HONEST, all());
    TestNode killed = node("killed");
    somePieces(killed.visit(sample.address(), first.address()), 0, 8);
    List<Integer> finished = pieces(first);

    TestNode resumed = afterKill(killed, "resumed", false);
    HostilePeer second = peer(HONEST, all());
    Site site = resumed.visit(sample.address(), second.address());
    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();

    assertWhole(site);
    assertThat(finished).hasSize(6).contains(0, 8);
    assertThat(pieces(second)).doesNotContainAnyElementsOf(finished).hasSize(6);
  }

  @Test
  void whatWasNotedIsServedAtOnceByTheNextRun() throws IOException {
    HostilePeer first = peer(HONEST, all());
    TestNode stopped = TestNode.start(folder.resolve("stopped"));
    somePieces(stopped.visit(sample.address(), first.address()), 3);
    stopped.close();

    TestNode next = node("stopped");
    BigFileReader reader =
        next.sites().find(sample.address()).orElseThrow().openBig(BigSite.VIDEO).orElseThrow();

    assertThat(reader.bytesPresent()).isEqualTo(3L * BigSite.PIECE);
    assertThat(await(reader.await(3L * BigSite.PIECE))).isEqualTo(3L * BigSite.PIECE);
  }

  @Test
  void aPieceThatWasDamagedAfterAKillIsFetchedAgain() throws IOException {
    HostilePeer first = peer(HONEST, all());
    TestNode killed = node("killed");
    Site before = killed.visit(sample.address(), first.address());
    somePieces(before, 0);
    byte[] damaged = Files.readAllBytes(before.file(BigSite.VIDEO));
    damaged[BigSite.PIECE + 5]++;
    Files.write(before.file(BigSite.VIDEO), damaged);

    TestNode resumed = afterKill(killed, "resumed", false);
    HostilePeer second = peer(HONEST, all());
    Site site = resumed.visit(sample.address(), second.address());
    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();

    assertWhole(site);
    assertThat(pieces(second)).contains(1).doesNotContain(0, 2).hasSize(10);
  }

  @Test
  void whoClosesTheFileLetsGoOfWhatIsNotOnItsWay() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    HostilePeer silent =
        peer(
            (peer, id, path, content) -> {
              if (!path.equals(BigSite.VIDEO.value())) {
                return false;
              }
              asked.countDown();
              try {
                return never.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
              }
            },
            all());
    Site site = node("visitor").visit(sample.address(), silent.address());
    await(site.need(BigSite.PIECEMAP, 6));
    SiteCore core = site(site);
    BigFileReader first = site.openBig(BigSite.VIDEO).orElseThrow();
    CompletableFuture<Long> waiting = first.await(0);
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    int before = await(core.lane.call(() -> core.swarm().waitingForFew(100).size()));

    first.close();

    assertThat(waiting).failsWithin(Duration.ofSeconds(20));
    int left = await(core.lane.call(() -> core.swarm().waitingForFew(100).size()));
    assertThat(before).isPositive();
    assertThat(left).isZero();
    never.countDown();
  }

  private SiteCore site(Site site) {
    return ((TestNode) open.get(open.size() - 1)).sites().served(site.address()).orElseThrow();
  }
}
