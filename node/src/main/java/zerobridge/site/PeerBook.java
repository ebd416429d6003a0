package zerobridge.site;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;
import zerobridge.peer.PeerConnection;

/**
 * The peers of one site. Strangers can fill it only up to the caps of {@link PeerSource}, and can't
 * point us into private networks. Those that this node has reached are kept apart from those that
 * it only heard of, which never push them out. Peers behind closed ports are kept only while their
 * own connection is open. Adding and reading is safe for any thread. Peer protocol, peer selection.
 */
final class PeerBook {
  /** Addresses taken from one message of a stranger. */
  static final int MAX_PER_MESSAGE = 100;

  /** Reached peers that are kept. */
  static final int MAX_TRIED = 500;

  private static final int MAX_UNDIALABLE = 100;
  private static final int ERRORS_TO_REMOVE = 6;
  private static final int ERRORS_TO_REMOVE_OF_MANY = 3;
  private static final int MANY_PEERS = 200;
  private static final int PER_NETWORK = 2;
  private static final int KEPT_BY_CLEANUP = 20;
  private static final long STALE_SECONDS = 4 * 3600;
  private static final long STALE_TRIED_SECONDS = 7 * 24 * 3600;
  private static final Comparator<Peer> BY_REPUTATION =
      Comparator.comparingInt(Peer::reputation).reversed();

  /** Of equals, those that nobody can listen to. */
  private static final Comparator<Peer> BEST_CONNECTED =
      BY_REPUTATION.thenComparing(peer -> !peer.isEncrypted());

  private final Map<PeerAddress, Peer> dialable = new ConcurrentHashMap<>();
  private final UntriedPeers untried;
  private final Queue<Peer> undialable = new ConcurrentLinkedQueue<>();
  private final Predicate<PeerAddress> isOwn;
  private final InstantSource clock;
  private final Random random;

  PeerBook(Predicate<PeerAddress> isOwn, InstantSource clock, Random random) {
    this.isOwn = isOwn;
    this.clock = clock;
    this.random = random;
    this.untried = new UntriedPeers(random);
  }

  /**
   * Adds what somebody told us.
   *
   * @param teller who told it; null when it was the person or our own disk. Private addresses are
   *     believed only when the teller itself is in a private network
   * @return how many were new
   */
  int addAll(Collection<PeerAddress> addresses, PeerSource source, @Nullable PeerAddress teller) {
    boolean privateToo = teller == null || teller.isPrivate();
    int added = 0;
    int seen = 0;
    for (PeerAddress address : addresses) {
      if (teller != null && ++seen > MAX_PER_MESSAGE) {
        break;
      }
      if (!privateToo && !address.isPublic()) {
        continue;
      }
      boolean known = dialable.containsKey(address);
      if (add(address, source, teller) != null && !known) {
        added++;
      }
    }
    return added;
  }

  /** Adds one dialable address, or returns the known peer; null when it is us. */
  private @Nullable Peer add(PeerAddress address, PeerSource source, @Nullable PeerAddress teller) {
    if (!address.isConnectable() || isOwn.test(address)) {
      return null;
    }
    long now = clock.instant().getEpochSecond();
    Peer known = dialable.get(address);
    if (known != null) {
      known.foundAgain(source, now);
      return known;
    }
    Peer peer = new Peer(address, source, now);
    peer.foundAgain(source, now);
    Peer raced = dialable.putIfAbsent(address, peer);
    if (raced != null) {
      return raced;
    }
    if (source == PeerSource.USER) {
      // Nobody's flood pushes out what the person named.
      reached(peer);
    } else {
      heardOf(peer, teller);
    }
    return peer;
  }

  private void heardOf(Peer peer, @Nullable PeerAddress teller) {
    Peer displaced = untried.add(peer, teller);
    if (displaced != null && !displaced.isTried()) {
      dialable.remove(displaced.address, displaced);
    }
    if (peer.isTried()) {
      // It was reached in the same moment.
      untried.remove(peer);
    }
  }

  /** This node has got a connection with the peer: strangers can't push it out any more. */
  void reached(Peer peer) {
    if (!peer.isDialable() || !peer.markTried()) {
      return;
    }
    untried.remove(peer);
    dialable.putIfAbsent(peer.address, peer);
    List<Peer> idle = new ArrayList<>();
    int tried = 0;
    for (Peer each : dialable.values()) {
      tried += each.isTried() ? 1 : 0;
      if (each.isTried() && each.connection() == null && each != peer) {
        idle.add(each);
      }
    }
    if (tried > MAX_TRIED) {
      leastOf(idle).ifPresent(this::forget);
    }
  }

  /** The one to give up: worst reputation, of equals one whose network has most. */
  private static Optional<Peer> leastOf(List<Peer> idle) {
    Map<SourceNetwork, Integer> perNetwork = new HashMap<>();
    idle.forEach(peer -> perNetwork.merge(peer.network(), 1, Integer::sum));
    return idle.stream()
        .min(
            Comparator.comparingInt(Peer::reputation)
                .thenComparing(peer -> -perNetwork.getOrDefault(peer.network(), 0)));
  }

  private void forget(Peer peer) {
    untried.remove(peer);
    dialable.remove(peer.address, peer);
  }

  /** Puts a peer of an earlier run back; null when it is known already, is us, or has no place. */
  @Nullable Peer restore(PeerAddress address, long added, long found, int reputation) {
    if (!address.isConnectable() || isOwn.test(address)) {
      return null;
    }
    Peer peer = new Peer(address, PeerSource.SAVED, added, found, reputation);
    if (dialable.putIfAbsent(address, peer) != null) {
      return null;
    }
    if (reputation > 0) {
      reached(peer);
    } else {
      heardOf(peer, null);
    }
    return peer;
  }

  /** The known peer that can be dialled at an address, or null. */
  @Nullable Peer find(PeerAddress address) {
    return dialable.get(address);
  }

  /**
   * The peer at the other end of an open connection; made if it is new. Null when the book is full.
   */
  @Nullable Peer attach(PeerConnection connection, PeerSource source) {
    PeerAddress address = connection.address();
    Peer peer =
        !address.isConnectable()
            ? attachUndialable(connection, source)
            : add(address, source, address);
    if (peer != null) {
      peer.connected(connection);
      reached(peer);
    }
    return peer;
  }

  private @Nullable Peer attachUndialable(PeerConnection connection, PeerSource source) {
    undialable.removeIf(peer -> peer.connection() == null);
    for (Peer peer : undialable) {
      if (peer.connection() == connection) {
        return peer;
      }
    }
    if (undialable.size() >= MAX_UNDIALABLE) {
      return null;
    }
    Peer peer = new Peer(connection.address(), source, clock.instant().getEpochSecond());
    undialable.add(peer);
    return peer;
  }

  /** The peer at the other end of a connection that was attached, or null. */
  @Nullable Peer at(PeerConnection connection) {
    for (Peer peer : all()) {
      if (peer.connection() == connection) {
        return peer;
      }
    }
    return null;
  }

  /** Every peer, those behind closed ports only while connected. */
  List<Peer> all() {
    undialable.removeIf(peer -> peer.connection() == null);
    List<Peer> all = new ArrayList<>(dialable.values());
    all.addAll(undialable);
    return all;
  }

  int size() {
    return dialable.size() + undialable.size();
  }

  /** Peers with an open connection, best reputation first. */
  List<Peer> connected() {
    List<Peer> open = new ArrayList<>();
    for (Peer peer : all()) {
      if (peer.connection() != null) {
        open.add(peer);
      }
    }
    Collections.shuffle(open, random);
    open.sort(BEST_CONNECTED);
    return open;
  }

  /**
   * Unconnected peers to dial, best reputation first, of equals any, and from one network no more
   * than two before all others.
   */
  List<Peer> toDial(int count, Predicate<Peer> accepted) {
    List<Peer> candidates = new ArrayList<>();
    for (Peer peer : dialable.values()) {
      if (peer.connection() == null && accepted.test(peer)) {
        candidates.add(peer);
      }
    }
    Collections.shuffle(candidates, random);
    candidates.sort(BY_REPUTATION);
    Map<SourceNetwork, Integer> perNetwork = new HashMap<>();
    List<Peer> chosen = new ArrayList<>();
    List<Peer> crowded = new ArrayList<>();
    for (Peer peer : candidates) {
      boolean spread = perNetwork.merge(peer.network(), 1, Integer::sum) <= PER_NETWORK;
      (spread ? chosen : crowded).add(peer);
    }
    chosen.addAll(crowded);
    return List.copyOf(chosen.subList(0, Math.min(count, chosen.size())));
  }

  /**
   * Public addresses to tell others, none of {@code known}: connected ones first, then those that
   * this node has reached.
   */
  List<PeerAddress> toShare(int count, Collection<PeerAddress> known, boolean privateToo) {
    List<PeerAddress> shared = new ArrayList<>();
    List<Peer> candidates = new ArrayList<>(connected());
    List<Peer> others = new ArrayList<>(dialable.values());
    Collections.shuffle(others, random);
    others.sort(Comparator.comparing(Peer::isTried).reversed());
    candidates.addAll(others);
    for (Peer peer : candidates) {
      PeerAddress address = peer.address;
      boolean allowed = privateToo || address.isPublic();
      if (peer.isShareable() && allowed && !known.contains(address) && !shared.contains(address)) {
        shared.add(address);
        if (shared.size() >= count) {
          break;
        }
      }
    }
    return shared;
  }

  /** Forgets a peer that failed too often. */
  void judge(Peer peer) {
    int limit = dialable.size() > MANY_PEERS ? ERRORS_TO_REMOVE_OF_MANY : ERRORS_TO_REMOVE;
    if (peer.connectionErrors() >= limit) {
      forget(peer);
    }
  }

  /** Lets go of the connections that are too many; those that no site uses are closed in time. */
  void releaseAbove(int limit) {
    List<Peer> open = connected();
    open.subList(Math.min(limit, open.size()), open.size()).forEach(Peer::release);
  }

  /**
   * Forgets up to a tenth of the peers: unconnected ones that nobody has mentioned for four hours,
   * or for a week if this node has reached them.
   */
  void cleanUp() {
    int limit = dialable.size() / 10;
    long now = clock.instant().getEpochSecond();
    List<Peer> all = new ArrayList<>(dialable.values());
    all.sort(Comparator.comparing(Peer::isTried).thenComparing(Peer::found));
    for (Peer peer : all) {
      long stale = now - (peer.isTried() ? STALE_TRIED_SECONDS : STALE_SECONDS);
      if (dialable.size() <= KEPT_BY_CLEANUP || limit <= 0) {
        return;
      }
      if (peer.connection() == null && peer.found() < stale) {
        forget(peer);
        limit--;
      }
    }
  }
}
