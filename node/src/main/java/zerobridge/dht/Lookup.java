package zerobridge.dht;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.ProtocolException;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/**
 * Goes towards a place in the DHT: asks the nearest known nodes for nearer ones, three at a time,
 * until the eight nearest have answered (BEP 5). Bounded in queries; each ends in time. Safe for
 * any thread; used once.
 */
final class Lookup {
  /** Queries under way at a time. */
  static final int ALPHA = 3;

  /** Queries of one lookup: in ten million nodes about twenty lead to the place. */
  static final int MAX_QUERIES = 60;

  private static final int MAX_CANDIDATES = 200;
  private static final int MAX_PEERS = 300;

  /** Of the nearest nodes that answered, those with fit ids are announced to first. */
  private static final int ANNOUNCE_AMONG = 12;

  private final NodeId target;
  private final HostKind family;
  private final NodeId own;
  private final BiFunction<InetSocketAddress, NodeId, CompletableFuture<Krpc.Response>> ask;
  private final Consumer<List<PeerAddress>> found;
  private final CompletableFuture<List<Answered>> done = new CompletableFuture<>();

  // Guarded by this.
  private final TreeMap<NodeId, Candidate> candidates;
  private final Map<InetAddress, NodeId> publicIps = new HashMap<>();
  private final Set<PeerAddress> peers = new HashSet<>();
  private int queries;
  private int underWay;

  private enum State {
    NEW,
    ASKED,
    ANSWERED,
    FAILED
  }

  private static final class Candidate {
    final Contact contact;
    State state = State.NEW;
    byte @Nullable [] token;

    Candidate(Contact contact) {
      this.contact = contact;
    }
  }

  /** A node near the place, with the token that an announce to it needs. */
  static final class Answered {
    final Contact contact;
    final byte @Nullable [] token;

    Answered(Contact contact, byte @Nullable [] token) {
      this.contact = contact;
      this.token = token;
    }
  }

  /**
   * Prepares a lookup.
   *
   * @param own our id, which is never asked
   * @param ask sends one query
   * @param found hears of peers as they are named
   */
  Lookup(
      NodeId target,
      HostKind family,
      NodeId own,
      BiFunction<InetSocketAddress, NodeId, CompletableFuture<Krpc.Response>> ask,
      Consumer<List<PeerAddress>> found) {
    this.target = target;
    this.family = family;
    this.own = own;
    this.ask = ask;
    this.found = found;
    this.candidates = new TreeMap<>(target::compareDistance);
  }

  /** Starts from known nodes; completes with the nearest that answered, nearest first. */
  CompletableFuture<List<Answered>> run(List<Contact> known) {
    synchronized (this) {
      known.forEach(this::add);
    }
    goOn();
    return done;
  }

  private void add(Contact contact) {
    boolean isIpv4 = family == HostKind.IPV4;
    if (contact.isIpv4() != isIpv4
        || contact.id().equals(own)
        || candidates.containsKey(contact.id())) {
      return;
    }
    // One machine can't be many nodes near the place.
    if (contact.asPeer().isPublic() && publicIps.putIfAbsent(contact.ip(), contact.id()) != null) {
      return;
    }
    candidates.put(contact.id(), new Candidate(contact));
    if (candidates.size() > MAX_CANDIDATES) {
      candidates.pollLastEntry();
    }
  }

  private void goOn() {
    List<Candidate> next = new ArrayList<>();
    synchronized (this) {
      int nearest = 0;
      for (Candidate each : candidates.values()) {
        if (each.state == State.FAILED) {
          continue;
        }
        if (++nearest > RoutingTable.K || underWay >= ALPHA || queries >= MAX_QUERIES) {
          break;
        }
        if (each.state == State.NEW) {
          each.state = State.ASKED;
          queries++;
          underWay++;
          next.add(each);
        }
      }
      if (underWay == 0) {
        done.complete(nearestAnswered());
        return;
      }
    }
    for (Candidate each : next) {
      CompletableFuture<?> unused =
          ask.apply(each.contact.address(), target)
              .whenComplete((response, error) -> heard(each, response));
    }
  }

  private void heard(Candidate from, Krpc.@Nullable Response response) {
    List<PeerAddress> fresh = new ArrayList<>();
    synchronized (this) {
      underWay--;
      from.state = response != null && take(from, response, fresh) ? State.ANSWERED : State.FAILED;
    }
    if (!fresh.isEmpty()) {
      found.accept(fresh);
    }
    goOn();
  }

  /** Reads an answer; false if it came from a node with another id than was told. */
  private boolean take(Candidate from, Krpc.Response response, List<PeerAddress> fresh) {
    Fields values = response.values();
    try {
      if (!values.id("id").equals(from.contact.id())) {
        return false;
      }
    } catch (ProtocolException e) {
      return false;
    }
    from.token = values.bytes("token");
    InetAddress teller = from.contact.ip();
    boolean ipv4 = family == HostKind.IPV4;
    byte[] nodes = values.bytes(ipv4 ? "nodes" : "nodes6");
    if (nodes != null) {
      int size = ipv4 ? CompactAddresses.IPV4_BYTES : CompactAddresses.IPV6_BYTES;
      Rpc.believable(CompactAddresses.unpackNodes(nodes, size), teller).stream()
          .limit(2 * RoutingTable.K)
          .forEach(this::add);
    }
    boolean privateToo = from.contact.asPeer().isPrivate();
    for (PeerAddress.Ip peer : CompactAddresses.unpackPeers(values.listOfBytes("values"))) {
      boolean allowed = peer.isPublic() || (privateToo && peer.isPrivate() && peer.isConnectable());
      if (allowed && peers.size() < MAX_PEERS && peers.add(peer)) {
        fresh.add(peer);
      }
    }
    return true;
  }

  private List<Answered> nearestAnswered() {
    return candidates.values().stream()
        .filter(each -> each.state == State.ANSWERED)
        .limit(ANNOUNCE_AMONG)
        .sorted((a, b) -> Boolean.compare(b.contact.isFit(), a.contact.isFit()))
        .limit(RoutingTable.K)
        .map(each -> new Answered(each.contact, each.token))
        .toList();
  }
}
