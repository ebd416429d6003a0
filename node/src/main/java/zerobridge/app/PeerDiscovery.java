package zerobridge.app;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.dht.BootstrapNode;
import zerobridge.dht.Dht;
import zerobridge.dht.DhtSettings;
import zerobridge.io.Threads;
import zerobridge.lan.LanSettings;
import zerobridge.lan.LocalDiscovery;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkRefusedException;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerNetwork;
import zerobridge.site.PeerSource;
import zerobridge.site.SiteRegistry;

/**
 * Joins the ways to find peers without trackers to the sites: the DHT and the local network. Sites
 * may look before {@link #start}: they are asked for then. Safe for any thread.
 */
final class PeerDiscovery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeerDiscovery.class);

  private final Options.Discovery options;
  private final @Nullable InetAddress bind;
  private final SiteRegistry sites;
  private final CompletableFuture<Optional<Dht>> dht = new CompletableFuture<>();
  private final CompletableFuture<Optional<LocalDiscovery>> lan = new CompletableFuture<>();

  /**
   * Adds the finders to the sites; no socket is opened yet.
   *
   * @param bind where this node listens, {@code null} for everywhere
   */
  PeerDiscovery(Options.Discovery options, @Nullable InetAddress bind, SiteRegistry sites) {
    this.options = options;
    this.bind = bind;
    this.sites = sites;
    sites.addFinder(
        site ->
            dht.thenCompose(
                joined ->
                    joined
                        .map(to -> to.find(site, found -> sites.found(site, found, PeerSource.DHT)))
                        .orElseGet(() -> CompletableFuture.completedFuture(null))));
    sites.addFinder(
        site ->
            lan.thenCompose(
                joined ->
                    joined
                        .map(to -> to.look(site))
                        .orElseGet(() -> CompletableFuture.completedFuture(null))));
  }

  /** Opens the sockets, where the network mode lets datagrams go; the node works without them. */
  void start(PeerNetwork network, Dialer dialer, Threads threads, Clock clock, Path stateFile) {
    dht.complete(
        usesDht()
            ? tried(
                "the DHT", () -> Dht.start(dhtSettings(network, stateFile), dialer, threads, clock))
            : Optional.empty());
    lan.complete(
        usesLan()
            ? tried(
                "local discovery",
                () -> LocalDiscovery.start(lanSettings(network), dialer, threads, clock))
            : Optional.empty());
  }

  private boolean staysHere() {
    return bind != null && bind.isLoopbackAddress();
  }

  /** A node that listens only to its own machine has no business with the public entries. */
  private boolean usesDht() {
    return options.dht() && (!staysHere() || !options.dhtEntries().isEmpty());
  }

  private boolean usesLan() {
    return options.local() && !staysHere();
  }

  private DhtSettings dhtSettings(PeerNetwork network, Path stateFile) {
    List<BootstrapNode> entries =
        options.dhtEntries().isEmpty() ? BootstrapNode.PUBLIC : options.dhtEntries();
    return new DhtSettings(
        stateFile,
        bind,
        network.localPort(),
        entries,
        family -> Boolean.FALSE.equals(network.portOpened(family)) ? 0 : network.localPort());
  }

  private LanSettings lanSettings(PeerNetwork network) {
    return new LanSettings(
        null,
        LanSettings.PORT,
        List.of(),
        network::localPort,
        sites::served,
        (site, peer) -> sites.found(site, List.<PeerAddress>of(peer), PeerSource.LOCAL));
  }

  /** How many nodes of the DHT are known; 0 without the DHT. */
  int dhtNodes() {
    return dht.getNow(Optional.empty())
        .map(to -> to.nodes(HostKind.IPV4) + to.nodes(HostKind.IPV6))
        .orElse(0);
  }

  /** The UDP port of the DHT; 0 without the DHT. */
  int dhtPort() {
    return dht.getNow(Optional.empty()).map(Dht::port).orElse(0);
  }

  private interface Start<T> {
    T start() throws IOException;
  }

  private static <T> Optional<T> tried(String name, Start<T> start) {
    try {
      return Optional.of(start.start());
    } catch (NetworkRefusedException e) {
      log.debug("Without {}: {}", name, e.getMessage());
    } catch (IOException e) {
      log.warn("Without {}: {}", name, e.toString());
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    NodeCore.closePart("the DHT", ended(dht));
    NodeCore.closePart("local discovery", ended(lan));
  }

  private static <T extends AutoCloseable> @Nullable T ended(CompletableFuture<Optional<T>> part) {
    part.complete(Optional.empty());
    return part.join().orElse(null);
  }
}
