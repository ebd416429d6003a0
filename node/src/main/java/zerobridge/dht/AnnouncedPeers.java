package zerobridge.dht;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/**
 * What others announced to us, for half an hour and in bounded number: the hash that was announced
 * to longest ago goes first. Safe for any thread.
 */
final class AnnouncedPeers {
  static final Duration LIFE = Duration.ofMinutes(30);

  /** Hashes kept; a node in the real network sees a few thousand in half an hour. */
  static final int MAX_HASHES = 2000;

  /** Peers kept of one hash: more don't fit into an answer anyway. */
  static final int MAX_PEERS = 100;

  private final InstantSource clock;
  private final Random random;

  /** In the order of the latest announce. Guarded by this. */
  private final Map<NodeId, Map<PeerAddress.Ip, Instant>> byHash = new LinkedHashMap<>();

  AnnouncedPeers(InstantSource clock, Random random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized void put(NodeId hash, PeerAddress.Ip peer) {
    Map<PeerAddress.Ip, Instant> peers = byHash.remove(hash);
    if (peers == null) {
      peers = new LinkedHashMap<>();
    }
    peers.remove(peer);
    peers.put(peer, clock.instant());
    byHash.put(hash, peers);
    dropFirst(peers, MAX_PEERS);
    dropFirst(byHash, MAX_HASHES);
  }

  private static <K, V> void dropFirst(Map<K, V> map, int limit) {
    Iterator<K> oldest = map.keySet().iterator();
    while (map.size() > limit) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Some peers of one family, in no order. */
  synchronized List<PeerAddress.Ip> some(NodeId hash, HostKind family, int count) {
    Map<PeerAddress.Ip, Instant> peers = byHash.getOrDefault(hash, Map.of());
    Instant oldest = clock.instant().minus(LIFE);
    List<PeerAddress.Ip> found = new ArrayList<>();
    peers.forEach(
        (peer, announced) -> {
          if (peer.kind() == family && announced.isAfter(oldest)) {
            found.add(peer);
          }
        });
    Collections.shuffle(found, random);
    return found.size() <= count ? found : List.copyOf(found.subList(0, count));
  }

  /** Forgets what is too old. */
  synchronized void expire() {
    Instant oldest = clock.instant().minus(LIFE);
    byHash.values().forEach(peers -> peers.values().removeIf(at -> !at.isAfter(oldest)));
    byHash.values().removeIf(Map::isEmpty);
  }

  synchronized int hashes() {
    return byHash.size();
  }
}
