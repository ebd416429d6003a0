package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.dht.BootstrapNode;
import zerobridge.dht.Dht;
import zerobridge.dht.DhtSettings;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;

/**
 * Twenty real nodes on loopback with every tracker off: the site of one of them reaches all. The
 * bound is the product's, two minutes; on a machine of two cores it takes some seconds.
 */
class SwarmWithoutTrackersTest {
  private static final int NODES = 20;
  private static final Duration BOUND = Duration.ofMinutes(2);

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  @Test
  void twentyNodesThatKnowOneOtherEachGetTheWholeSite() throws Exception {
    try {
      List<TestNode> nodes = nodes();
      SampleSite sample = SampleSite.on(nodes.get(0));
      long begun = System.nanoTime();
      List<Arrival> arrivals = new ArrayList<>();
      for (int i = 1; i < NODES; i++) {
        Arrival arrival = new Arrival(nodes.get(i), sample);
        arrivals.add(arrival);
        // A chain: the last is nineteen steps from the only one that has the site.
        arrival.site.addPeer(nodes.get(i - 1).address());
      }

      awaitAll(arrivals);

      report("knowing one other each", begun);
      long strangers =
          nodes.get(NODES - 1).sites().find(sample.address()).orElseThrow().peers().size();
      assertThat(strangers).as("peers that the last node learned of").isGreaterThan(1);
    } finally {
      closeAll();
    }
  }

  @Test
  void twentyNodesThatKnowOnlyOneEntryToTheDhtGetTheWholeSite() throws Exception {
    try {
      List<TestNode> nodes = nodes();
      Entry entry = new Entry();
      for (int i = 0; i < NODES; i++) {
        join(nodes.get(i), entry, folder.resolve("dht-" + i + ".json"));
      }
      SampleSite sample = SampleSite.on(nodes.get(0));
      sample.site.announce();
      long begun = System.nanoTime();
      List<Arrival> arrivals = new ArrayList<>();
      for (int i = 1; i < NODES; i++) {
        arrivals.add(new Arrival(nodes.get(i), sample));
      }

      awaitAll(arrivals);

      report("with the DHT only", begun);
    } finally {
      closeAll();
    }
  }

  private List<TestNode> nodes() throws IOException {
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      TestNode node = TestNode.start(folder.resolve("node-" + i), SiteOptions.DEFAULTS);
      open.add(0, node);
      nodes.add(node);
    }
    return nodes;
  }

  /** A node of the DHT that has no sites. */
  private final class Entry {
    final Threads threads = new Threads("dht-entry");
    final Dialer dialer = new Dialer();
    final Dht dht;

    Entry() throws IOException {
      open.add(threads);
      dialer.allow(NetworkMode.loopbackOnly());
      dht = start(folder.resolve("dht-entry.json"), 40_000, List.of());
    }

    Dht start(Path state, int peerPort, List<BootstrapNode> entries) throws IOException {
      Dht made =
          Dht.start(
              new DhtSettings(
                  state,
                  InetAddress.getLoopbackAddress(),
                  0,
                  entries,
                  family -> family == HostKind.IPV4 ? peerPort : 0),
              dialer,
              threads,
              Clock.systemUTC());
      open.add(0, made);
      return made;
    }
  }

  private static void join(TestNode node, Entry entry, Path state) throws IOException {
    Dht dht =
        entry.start(
            state,
            node.network().localPort(),
            List.of(new BootstrapNode("127.0.0.1", entry.dht.port())));
    node.sites()
        .addFinder(
            site -> dht.find(site, found -> node.sites().found(site, found, PeerSource.DHT)));
  }

  /** Completes when a node has every file of the site. */
  private static final class Arrival {
    final CompletableFuture<Void> complete = new CompletableFuture<>();
    final Site site;

    Arrival(TestNode node, SampleSite sample) throws IOException {
      node.sites()
          .addListener(
              (changed, event) -> {
                if (isWhole(changed, sample)) {
                  complete.complete(null);
                }
              });
      site = node.sites().open(sample.address());
    }

    @Override
    public String toString() {
      return site.state() + " with " + site.peers().size() + " peers, lacks " + site.badFiles();
    }

    private static boolean isWhole(Site site, SampleSite sample) {
      return site.root() != null
          && site.isPresent(sample.userData())
          && site.root().files().keySet().stream().allMatch(site::isPresent);
    }
  }

  private static void awaitAll(List<Arrival> arrivals) throws Exception {
    try {
      CompletableFuture.allOf(
              arrivals.stream().map(each -> each.complete).toArray(CompletableFuture[]::new))
          .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(arrivals.stream().map(Arrival::toString).toList().toString(), e);
    }
  }

  private static void report(String how, long begun) {
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    System.out.println(NODES + " nodes have the whole site after " + took + " ms, " + how);
  }

  private void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }
}
