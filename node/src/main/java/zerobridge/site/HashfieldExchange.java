package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Hashfield;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.peer.HashIdHolders;
import zerobridge.peer.OptionalFilesClient;
import zerobridge.peer.PeerConnection;

/**
 * Tells peers which optional files of the site are here, and keeps what they tell. Safe for any
 * thread. Peer protocol, hashfield exchange, getHashfield and findHashIds.
 */
final class HashfieldExchange {
  private static final Logger log = LoggerFactory.getLogger(HashfieldExchange.class);

  /** Peers of an older rev don't know the command. */
  private static final int FIRST_REV = 510;

  /** Ids kept of all peers of a site together: 4 bytes each. */
  private static final int MAX_IDS = 500_000;

  /** Looks at peers' fields for one answer: about two milliseconds. */
  private static final int MAX_LOOKS = 60_000;

  /** Told about new files at once; the others hear of them in the periodic round. */
  private static final int TOLD_AT_ONCE = 20;

  private final SiteCore core;
  private final OwnHashfield own;
  private final Consumer<Peer> learned;

  /**
   * @param learned told on the lane when a peer may have what it had not before
   */
  HashfieldExchange(SiteCore core, OwnHashfield own, Consumer<Peer> learned) {
    this.core = core;
    this.own = own;
    this.learned = learned;
  }

  /** Whether the site has optional files at all. */
  private boolean isOfUse() {
    return core.manifests.optionalSize() > 0 || !own.field().isEmpty();
  }

  /** Tells a connected peer what is here, and asks it, each if it is time to. */
  void with(Peer peer) {
    if (isOfUse()) {
      tell(peer);
      Outcomes.finish(fetch(peer, PeerHashfield.PAUSE));
    }
  }

  /** As {@link #with(Peer)}, the connected peers, the best first. */
  void withConnected() {
    core.peers.connected().stream().limit(TOLD_AT_ONCE).forEach(this::with);
  }

  private void tell(Peer peer) {
    PeerConnection connection = peer.connection();
    Hashfield ours = own.field();
    if (connection == null
        || connection.handshake().rev() < FIRST_REV
        || !peer.hashfield.mustBeTold(ours)) {
      return;
    }
    Outcomes.deliver(
        new OptionalFilesClient(connection).sendHashfield(core.address, ours),
        core.lane,
        (done, error) -> {
          if (error != null) {
            log.debug("{}: {} does not take our hashfield: {}", core.address, peer, error);
            peer.hashfield.knows(null);
          }
        });
  }

  /**
   * Asks a connected peer what it has, unless it was asked a short time ago.
   *
   * @return completes with true when it answered now; never fails
   */
  CompletableFuture<Boolean> fetch(Peer peer, Duration pause) {
    PeerConnection connection = peer.connection();
    if (connection == null || !peer.hashfield.isDue(pause, System.nanoTime())) {
      return CompletableFuture.completedFuture(false);
    }
    return new OptionalFilesClient(connection)
        .hashfield(core.address)
        .handleAsync((field, error) -> answered(peer, field, error), core.lane);
  }

  private boolean answered(Peer peer, @Nullable Hashfield field, @Nullable Throwable error) {
    if (field != null) {
      learn(peer, field);
      return true;
    }
    String reason = String.valueOf(FileFetch.reasonOf(error).getMessage());
    log.debug("{}: {} does not say what it has: {}", core.address, peer, reason);
    if (peer.connection() != null) {
      peer.hashfield.keepsSilent();
      learned.accept(peer);
    }
    return false;
  }

  /** A peer says what it has. */
  void learn(Peer peer, Hashfield field) {
    if (makeRoom(peer, field.size())) {
      peer.hashfield.learn(field);
      core.lane.execute(() -> learned.accept(peer));
    }
  }

  /** Peers that are not connected are forgotten first, those with long fields before others. */
  private boolean makeRoom(Peer peer, int ids) {
    List<Peer> others = new ArrayList<>(core.peers.all());
    others.remove(peer);
    long total = ids;
    for (Peer each : others) {
      total += each.hashfield.size();
    }
    if (total <= MAX_IDS) {
      return true;
    }
    others.removeIf(each -> each.connection() != null);
    others.sort(Comparator.comparingInt((Peer each) -> each.hashfield.size()).reversed());
    for (Peer each : others) {
      if (total > MAX_IDS) {
        total -= each.hashfield.size();
        each.hashfield.forget();
      }
    }
    return total <= MAX_IDS;
  }

  /** Our field for a peer that asks for it, and so knows it from now on. */
  Hashfield answer(@Nullable Peer asking) {
    Hashfield ours = own.field();
    if (asking != null) {
      asking.hashfield.knows(ours);
    }
    return ours;
  }

  /**
   * Who has some files, as far as known: every id gets its answer, though lists end early when very
   * much is asked of very many peers.
   */
  HashIdHolders holders(List<Integer> ids, PeerAddress asking) {
    Map<Integer, List<PeerAddress>> found = new LinkedHashMap<>();
    Set<Integer> open = new LinkedHashSet<>(ids);
    int looks = 0;
    for (Peer peer : candidates(asking)) {
      looks += open.size();
      if (open.isEmpty() || looks > MAX_LOOKS) {
        break;
      }
      for (Integer id : List.copyOf(open)) {
        if (peer.hashfield.size() > 0 && peer.hashfield.mayHave(id)) {
          List<PeerAddress> list = found.computeIfAbsent(id, key -> new ArrayList<>());
          list.add(peer.address);
          if (list.size() >= HashIdHolders.MAX_PEERS_PER_ID * HostKind.values().length) {
            open.remove(id);
          }
        }
      }
    }
    Hashfield ours = own.field();
    return new HashIdHolders(
        found, new LinkedHashSet<>(ids.stream().filter(ours::contains).toList()));
  }

  /** How many are known to have a file of this id, this node included. */
  int holders(int id) {
    long peers =
        core.peers.all().stream()
            .filter(peer -> peer.hashfield.size() > 0 && peer.hashfield.mayHave(id))
            .count();
    return (int) peers + (own.field().contains(id) ? 1 : 0);
  }

  /** Connected peers first; nobody is told of itself, or of a peer that may not be told. */
  private Set<Peer> candidates(PeerAddress asking) {
    Set<Peer> candidates = new LinkedHashSet<>(core.peers.connected());
    candidates.addAll(core.peers.all());
    candidates.removeIf(
        peer -> !peer.isShareable() || peer.address.equals(asking) || peer.hashfield.size() == 0);
    return candidates;
  }
}
