package zerobridge.site;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;

/**
 * Who told us of which peers that this node has not reached yet, so that nobody's flood can push
 * out what others told (W13): whoever tells more than its share, or more than anybody else of a
 * source that is full, pushes out its own. Where one has to go, rather one of a network that has
 * many. Safe for any thread.
 */
final class UntriedPeers {
  /** Addresses kept of one teller's network. */
  static final int PER_TELLER = PeerBook.MAX_PER_MESSAGE;

  /** Addresses kept altogether. */
  static final int MAX = 1500;

  /** Of so many drawn by lot the one of the most crowded network goes. */
  private static final int DRAWN = 8;

  private final Random random;
  private final Map<Teller, Told> tellers = new HashMap<>();
  private final Map<PeerSource, Integer> perSource = new EnumMap<>(PeerSource.class);
  private final Map<Peer, Teller> owners = new HashMap<>();

  /** Somebody who tells; all of one network count as one. */
  private record Teller(PeerSource source, @Nullable SourceNetwork network) {}

  private static final class Told {
    final List<Peer> peers = new ArrayList<>();
    final Map<SourceNetwork, Integer> perNetwork = new HashMap<>();
  }

  UntriedPeers(Random random) {
    this.random = random;
  }

  /**
   * Notes a peer.
   *
   * @param teller who told it, null for a source whose tellers we don't know
   * @return the peer that is to be forgotten for it, if one is
   */
  synchronized @Nullable Peer add(Peer peer, @Nullable PeerAddress teller) {
    Teller by = new Teller(peer.source, teller == null ? null : SourceNetwork.wide(teller));
    Told told = tellers.computeIfAbsent(by, any -> new Told());
    Peer victim = null;
    if (teller != null && told.peers.size() >= PER_TELLER) {
      victim = draw(told);
    } else if (perSource.getOrDefault(peer.source, 0) >= peer.source.cap) {
      victim = draw(largest(peer.source));
    } else if (owners.size() >= MAX) {
      victim = draw(largest(null));
    }
    if (victim != null) {
      remove(victim);
      // It may have been the last one of the same teller.
      told = tellers.computeIfAbsent(by, any -> new Told());
    }
    told.peers.add(peer);
    told.perNetwork.merge(peer.network(), 1, Integer::sum);
    perSource.merge(peer.source, 1, Integer::sum);
    owners.put(peer, by);
    return victim;
  }

  /** Forgets a peer: it was reached, or is no peer any more. */
  synchronized void remove(Peer peer) {
    Teller by = owners.remove(peer);
    if (by == null) {
      return;
    }
    Told told = tellers.get(by);
    if (told != null) {
      told.peers.remove(peer);
      told.perNetwork.merge(peer.network(), -1, (a, b) -> a + b == 0 ? null : a + b);
      if (told.peers.isEmpty()) {
        tellers.remove(by);
      }
    }
    perSource.merge(peer.source, -1, Integer::sum);
  }

  private Told largest(@Nullable PeerSource source) {
    Told largest = new Told();
    for (Map.Entry<Teller, Told> each : tellers.entrySet()) {
      boolean counts = source == null || each.getKey().source() == source;
      if (counts && each.getValue().peers.size() > largest.peers.size()) {
        largest = each.getValue();
      }
    }
    return largest;
  }

  private @Nullable Peer draw(Told told) {
    Peer drawn = null;
    int most = 0;
    for (int i = 0; i < DRAWN && !told.peers.isEmpty(); i++) {
      Peer peer = told.peers.get(random.nextInt(told.peers.size()));
      int crowd = told.perNetwork.getOrDefault(peer.network(), 0);
      if (crowd > most) {
        drawn = peer;
        most = crowd;
      }
    }
    return drawn;
  }

  synchronized int size() {
    return owners.size();
  }
}
