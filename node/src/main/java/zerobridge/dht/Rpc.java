package zerobridge.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.ProtocolException;
import zerobridge.net.PeerAddress;

/** What we ask of other nodes; who answers gets into the tables. Safe for any thread. */
final class Rpc {
  private static final Logger log = LoggerFactory.getLogger(Rpc.class);

  private final DhtSocket socket;
  private final Tables tables;
  private final BooleanSupplier readOnly;
  private final OwnPlace place;

  /** Moves us to where our address belongs, as soon as it is known. */
  interface OwnPlace {
    void seenAs(InetAddress voter, Fields answer);
  }

  /**
   * Makes the asking side.
   *
   * @param readOnly whether nobody could ask us back (BEP 43)
   */
  Rpc(DhtSocket socket, Tables tables, BooleanSupplier readOnly, OwnPlace place) {
    this.socket = socket;
    this.tables = tables;
    this.readOnly = readOnly;
    this.place = place;
  }

  CompletableFuture<Contact> ping(InetSocketAddress node) {
    return ask(node, "ping", Map.of()).thenCompose(response -> contact(node, response));
  }

  CompletableFuture<Krpc.Response> findNode(InetSocketAddress node, NodeId target) {
    return ask(node, "find_node", Map.of("target", target.bytes(), "want", wanted()));
  }

  CompletableFuture<Krpc.Response> getPeers(InetSocketAddress node, NodeId hash) {
    return ask(node, "get_peers", Map.of("info_hash", hash.bytes(), "want", wanted()));
  }

  CompletableFuture<Krpc.Response> announce(
      InetSocketAddress node, NodeId hash, byte[] token, int port) {
    return ask(
        node,
        "announce_peer",
        Map.of("info_hash", hash.bytes(), "token", token, "port", port, "implied_port", 0));
  }

  private static List<String> wanted() {
    return List.of("n4", "n6");
  }

  private CompletableFuture<Krpc.Response> ask(
      InetSocketAddress node, String method, Map<String, Object> args) {
    RoutingTable table = tables.of(node.getAddress());
    Map<String, Object> all = new HashMap<>(args);
    all.put("id", table.own().bytes());
    return socket
        .query(node, method, all, readOnly.getAsBoolean())
        .whenComplete(
            (response, error) -> {
              if (error != null) {
                table.failed(node);
              } else {
                answered(node, response);
              }
            });
  }

  private void answered(InetSocketAddress node, Krpc.Response response) {
    try {
      Contact contact = new Contact(response.values().id("id"), node);
      place.seenAs(node.getAddress(), response.all());
      tables.of(node.getAddress()).answered(contact).ifPresent(this::check);
    } catch (ProtocolException e) {
      log.debug("{}: {}", node, e.getMessage());
    }
  }

  /** Asks a node whether it is there, twice before its place is given away. */
  private void check(Contact stale) {
    CompletableFuture<?> unused =
        ping(stale.address()).exceptionallyCompose(error -> ping(stale.address()));
  }

  private static CompletableFuture<Contact> contact(
      InetSocketAddress node, Krpc.Response response) {
    try {
      return CompletableFuture.completedFuture(new Contact(response.values().id("id"), node));
    } catch (ProtocolException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Nodes of an answer that may be asked: no private ones from the internet, none that is us. */
  static List<Contact> believable(List<Contact> named, InetAddress teller) {
    boolean privateToo = new PeerAddress.Ip(teller, 1).isPrivate();
    return named.stream()
        .filter(
            node ->
                node.asPeer().isPublic()
                    || (privateToo && node.asPeer().isPrivate() && node.asPeer().isConnectable()))
        .toList();
  }
}
