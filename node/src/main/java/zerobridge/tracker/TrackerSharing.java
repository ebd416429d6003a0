package zerobridge.tracker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.net.PeerAddress;
import zerobridge.peer.Answer;
import zerobridge.peer.NodeClient;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerNetwork;

/**
 * Nodes tell each other of trackers (peer protocol, AnnounceShare): answers {@code getTrackers},
 * and asks connected peers now and then. Safe for any thread.
 */
public final class TrackerSharing implements AutoCloseable {
  private static final String COMMAND = "getTrackers";
  private static final Duration PAUSE = Duration.ofMinutes(5);

  /** Below this, a peer answers that it does not know the command. */
  private static final int FIRST_REV = 3560;

  private static final int PEERS_ASKED = 20;
  private static final Logger log = LoggerFactory.getLogger(TrackerSharing.class);

  private final SharedTrackers shared;
  private final PeerNetwork network;
  private final InstantSource clock;
  private final Random random;
  private final Supplier<List<PeerAddress>> own;

  /** Null before the first time, and when nobody was there. Guarded by this. */
  private @Nullable Instant lastAsked;

  /**
   * Does nothing yet.
   *
   * @param own under which addresses others reach a tracker on this node; none if it serves as none
   */
  public TrackerSharing(
      SharedTrackers shared,
      PeerNetwork network,
      InstantSource clock,
      Random random,
      Supplier<List<PeerAddress>> own) {
    this.shared = shared;
    this.network = network;
    this.clock = clock;
    this.random = random;
    this.own = own;
  }

  SharedTrackers shared() {
    return shared;
  }

  /** Answers peers from now on. */
  public void serve() {
    network.serve(COMMAND, this::answer);
  }

  private CompletableFuture<Answer> answer(PeerConnection from, Message params) {
    List<String> told = new ArrayList<>(shared.working());
    for (PeerAddress address : own.get()) {
      String url = ZeroTracker.PREFIX + address.host() + ":" + address.port();
      if (!told.contains(url)) {
        told.add(url);
      }
    }
    return CompletableFuture.completedFuture(new Answer.Fields(Map.of("trackers", told)));
  }

  /** Asks connected peers, unless that was done lately or enough trackers work. Does not wait. */
  void lookForMore() {
    for (PeerConnection peer : peersToAsk()) {
      CompletableFuture<?> unused =
          new NodeClient(peer).trackers().handle((urls, fault) -> heard(peer, urls, fault));
    }
  }

  private synchronized List<PeerConnection> peersToAsk() {
    Instant now = clock.instant();
    if (lastAsked != null && now.isBefore(lastAsked.plus(PAUSE))) {
      return List.of();
    }
    own.get().forEach(shared::foundOwn);
    List<PeerConnection> peers = shared.isEnough() ? List.of() : askable();
    // Where nobody is here yet, the next announce may try at once.
    lastAsked = peers.isEmpty() ? null : now;
    return peers;
  }

  private List<PeerConnection> askable() {
    List<PeerConnection> peers = new ArrayList<>(network.connections());
    peers.removeIf(peer -> peer.handshake().rev() < FIRST_REV);
    Collections.shuffle(peers, random);
    return peers.subList(0, Math.min(PEERS_ASKED, peers.size()));
  }

  /** One new tracker of each peer: nobody fills the list alone. */
  private boolean heard(
      PeerConnection peer, @Nullable List<String> urls, @Nullable Throwable fault) {
    if (urls == null) {
      log.debug("{} told of no trackers: {}", peer, fault);
      return false;
    }
    return urls.stream().anyMatch(shared::found);
  }

  /** Writes what is known to disk, if it changed. */
  public void save() {
    shared.save();
  }

  @Override
  public void close() {
    shared.save();
  }
}
