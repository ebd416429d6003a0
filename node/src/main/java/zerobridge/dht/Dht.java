package zerobridge.dht;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.net.UdpPort;

/**
 * This node in the mainline DHT of BitTorrent, where the peers of a site are found at the SHA-1 of
 * its address (BEP 5, 32, 42 and 43; peer protocol, DHT). Its socket comes from the {@link Dialer},
 * which refuses it wherever datagrams would betray the person: behind Tor, a proxy, and offline
 * (W31). Safe for any thread.
 */
public final class Dht implements AutoCloseable {
  private static final Duration ROUND = Duration.ofMinutes(5);
  private static final Logger log = LoggerFactory.getLogger(Dht.class);

  private final DhtSettings settings;
  private final Threads threads;
  private final SecureRandom random;
  private final StateFile state;
  private final Tables tables;
  private final AnnouncedPeers announced;
  private final ExternalAddress external = new ExternalAddress();
  private final DhtSocket socket;
  private final Rpc rpc;
  private final Join join;
  private final ScheduledFuture<?> rounds;
  private volatile List<InetSocketAddress> kept = List.of();

  private Dht(
      DhtSettings settings, Dialer dialer, Threads threads, InstantSource clock, UdpPort port) {
    this.settings = settings;
    this.threads = threads;
    this.random = new SecureRandom();
    this.state = new StateFile(settings.stateFile());
    this.tables = tables(clock);
    this.announced = new AnnouncedPeers(clock, random);
    this.socket = new DhtSocket(port, threads, clock, random);
    this.rpc = new Rpc(socket, tables, this::isReadOnly, this::seenAs);
    this.join = new Join(dialer, threads, rpc, tables, settings.bootstrap());
    socket.start(new Responder(socket, tables, new Tokens(clock, random), announced, rpc));
    this.rounds = threads.every(ROUND, ROUND, "dht-round", this::round);
  }

  /**
   * Opens the port and begins to enter the DHT, in the background.
   *
   * @throws IOException when the network mode forbids datagrams, or no port can be opened
   */
  public static Dht start(DhtSettings settings, Dialer dialer, Threads threads, InstantSource clock)
      throws IOException {
    Dht dht = new Dht(settings, dialer, threads, clock, open(settings, dialer));
    log.info("In the DHT on UDP port {}", dht.port());
    CompletableFuture<?> unused = dht.join.run(dht.kept);
    return dht;
  }

  private static UdpPort open(DhtSettings settings, Dialer dialer) throws IOException {
    try {
      return dialer.udpPort(settings.bind(), settings.port(), false);
    } catch (BindException e) {
      log.debug("UDP port {} is taken, using another: {}", settings.port(), e.getMessage());
      return dialer.udpPort(settings.bind(), 0, false);
    }
  }

  private Tables tables(InstantSource clock) {
    var read = state.read();
    List<InetSocketAddress> nodes = new ArrayList<>();
    List<RoutingTable> made = new ArrayList<>();
    for (HostKind family : Tables.FAMILIES) {
      StateFile.Family of = StateFile.family(read, family);
      nodes.addAll(of.nodes());
      made.add(new RoutingTable(of.id().orElseGet(() -> NodeId.random(random)), clock));
    }
    kept = nodes;
    return new Tables(made.get(0), made.get(1));
  }

  /**
   * Looks for the peers of a site, and if others can reach us becomes one of them.
   *
   * @param found hears of peers as nodes name them: public ones, and private ones from nodes that
   *     are in a private network themselves; called on a thread of the pool, maybe several at once
   * @return completes when the lookup is over, in about 10 s; never fails
   */
  public CompletableFuture<Void> find(SiteAddress site, Consumer<List<PeerAddress>> found) {
    NodeId hash = NodeId.of(site);
    tellOwn(hash, found);
    CompletableFuture<Void> joined =
        tables.isEmpty() ? join.run(kept) : CompletableFuture.completedFuture(null);
    return joined
        .thenCompose(
            done ->
                CompletableFuture.allOf(
                    Tables.FAMILIES.stream()
                        .map(family -> find(hash, family, found))
                        .toArray(CompletableFuture[]::new)))
        .whenComplete(
            (done, error) -> {
              if (error != null) {
                log.error("{}: the lookup in the DHT failed", site.shortened(), error);
              }
            });
  }

  /** What was announced to us we need not ask others for. */
  private void tellOwn(NodeId hash, Consumer<List<PeerAddress>> found) {
    List<PeerAddress> here = new ArrayList<>();
    for (HostKind family : Tables.FAMILIES) {
      here.addAll(announced.some(hash, family, AnnouncedPeers.MAX_PEERS));
    }
    tell(here, found);
  }

  private void tell(List<PeerAddress> peers, Consumer<List<PeerAddress>> found) {
    if (!peers.isEmpty()) {
      threads.run("dht-found", () -> found.accept(List.copyOf(peers)));
    }
  }

  private CompletableFuture<?> find(
      NodeId hash, HostKind family, Consumer<List<PeerAddress>> found) {
    RoutingTable table = tables.of(family);
    List<Contact> nearest = table.closest(hash, RoutingTable.K);
    if (nearest.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return new Lookup(hash, family, table.own(), rpc::getPeers, peers -> tell(peers, found))
        .run(nearest)
        .thenAccept(nodes -> announce(hash, family, nodes));
  }

  private void announce(NodeId hash, HostKind family, List<Lookup.Answered> nodes) {
    int port = settings.openPort().applyAsInt(family);
    for (Lookup.Answered node : nodes) {
      byte @Nullable [] token = node.token;
      if (port > 0 && token != null) {
        CompletableFuture<?> unused = rpc.announce(node.contact.address(), hash, token, port);
      }
    }
  }

  private boolean isReadOnly() {
    return Tables.FAMILIES.stream().allMatch(f -> settings.openPort().applyAsInt(f) == 0);
  }

  /** An id that doesn't follow from our address is respected by few: we take one that does. */
  private void seenAs(InetAddress voter, Fields answer) {
    external
        .heard(voter, answer.bytes("ip"))
        .ifPresent(
            ip -> {
              RoutingTable table = tables.of(ip);
              if (!SecureNodeId.isFit(table.own(), ip)) {
                table.move(SecureNodeId.make(ip, random));
                log.debug("The DHT sees us as {}: our id follows from that now", ip);
              }
            });
  }

  /** Looks at one place of each table, and keeps what is worth it. */
  private void round() {
    announced.expire();
    if (tables.isEmpty()) {
      CompletableFuture<?> unused = join.run(kept);
      return;
    }
    for (HostKind family : Tables.FAMILIES) {
      RoutingTable table = tables.of(family);
      if (table.size() > 0) {
        NodeId place = table.placeToRefresh(random);
        CompletableFuture<?> unused =
            new Lookup(place, family, table.own(), rpc::findNode, peers -> {})
                .run(table.closest(place, RoutingTable.K));
      }
    }
    save();
  }

  private synchronized void save() {
    if (tables.isEmpty()) {
      // Nodes of an earlier run are worth more than none.
      return;
    }
    try {
      state.write(tables);
    } catch (IOException e) {
      log.warn("What is known of the DHT could not be saved: {}", e.toString());
    }
  }

  /** The UDP port of this node. */
  public int port() {
    return socket.port();
  }

  /** How many nodes are known over {@link HostKind#IPV4} or {@link HostKind#IPV6}. */
  public int nodes(HostKind family) {
    return tables.of(family).size();
  }

  /** Leaves and saves. */
  @Override
  public void close() {
    rounds.cancel(false);
    socket.close();
    save();
  }
}
