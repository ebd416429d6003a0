package zerobridge.dht;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;

/**
 * Enters the DHT: asks the nodes of the last run, and if none of them answers the public entries,
 * then goes towards our own place so that our neighbours know us. Safe for any thread.
 */
final class Join {
  private static final Logger log = LoggerFactory.getLogger(Join.class);

  /** Addresses of entries that are asked at once. */
  private static final int MAX_ENTRIES = 30;

  private final Dialer dialer;
  private final Threads threads;
  private final Rpc rpc;
  private final Tables tables;
  private final List<BootstrapNode> bootstrap;
  private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

  Join(Dialer dialer, Threads threads, Rpc rpc, Tables tables, List<BootstrapNode> bootstrap) {
    this.dialer = dialer;
    this.threads = threads;
    this.rpc = rpc;
    this.tables = tables;
    this.bootstrap = bootstrap;
  }

  /** Begins, or goes along with an attempt that runs; never fails. */
  synchronized CompletableFuture<Void> run(List<InetSocketAddress> kept) {
    if (running.isDone()) {
      running =
          askAll(kept)
              .thenCompose(done -> tables.isEmpty() ? askEntries() : askAll(List.of()))
              .thenCompose(done -> goHome())
              .whenComplete((done, error) -> report(error));
    }
    return running;
  }

  private CompletableFuture<Void> askEntries() {
    return threads.call("dht-entries", this::entries).thenCompose(this::askAll);
  }

  private List<InetSocketAddress> entries() {
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (BootstrapNode entry : bootstrap) {
      try {
        for (InetAddress ip : dialer.resolveForDatagrams(entry.host())) {
          addresses.add(new InetSocketAddress(ip, entry.port()));
        }
      } catch (IOException e) {
        log.debug("The entry {} to the DHT has no address: {}", entry, e.toString());
      }
    }
    return addresses.subList(0, Math.min(MAX_ENTRIES, addresses.size()));
  }

  /** An answer is enough for a node to get into the tables; what it names comes by the lookup. */
  private CompletableFuture<Void> askAll(List<InetSocketAddress> nodes) {
    List<CompletableFuture<?>> asked = new ArrayList<>();
    for (InetSocketAddress node : nodes) {
      asked.add(
          rpc.findNode(node, tables.of(node.getAddress()).own()).handle((answer, error) -> null));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Void> goHome() {
    List<CompletableFuture<?>> lookups = new ArrayList<>();
    for (HostKind family : Tables.FAMILIES) {
      RoutingTable table = tables.of(family);
      if (table.size() > 0) {
        NodeId home = table.own();
        lookups.add(
            new Lookup(home, family, home, rpc::findNode, peers -> {})
                .run(table.closest(home, RoutingTable.K)));
      }
    }
    return CompletableFuture.allOf(lookups.toArray(CompletableFuture[]::new));
  }

  private void report(Throwable error) {
    if (error != null) {
      log.error("Entering the DHT failed", error);
    } else {
      log.debug("The DHT: {} nodes, {} over IPv6", tables.ipv4().size(), tables.ipv6().size());
    }
  }
}
