package zerobridge.tracker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;

/**
 * Which peers announced which sites to the tracker of this node. Bounded in every direction: at the
 * limits about 40 MB. Whoever fills a limit pushes out what was announced longest ago, first of its
 * own network, so that one network alone cannot push out the others. Safe for any thread.
 */
final class AnnouncedPeers {
  private static final int OWNED_IPV4_BYTES = 3;
  private static final int OWNED_IPV6_BYTES = 6;
  private static final SourceNetwork ONIONS = new SourceNetwork("onion");

  /**
   * How much is kept.
   *
   * @param peers in all
   * @param entries of one peer for one site, in all; there are never more sites than those
   * @param peersPerSite the longest list of one site
   * @param sitesPerPeer the most sites of one peer
   * @param network what one network may have
   * @param onions what all onion services together may have: a name costs nothing
   */
  record Limits(
      int peers, int entries, int peersPerSite, int sitesPerPeer, Share network, Share onions) {
    static final Limits USUAL =
        new Limits(20_000, 200_000, 500, 2_000, new Share(64, 5_000), new Share(5_000, 50_000));
  }

  /** A number of peers, and of their entries. */
  record Share(int peers, int entries) {}

  private final Limits limits;
  private final Random random;

  // Guarded by this; both in the order of the last announce.
  private final LinkedHashMap<PeerAddress, Entry> peers = new LinkedHashMap<>();
  private final Map<SourceNetwork, Network> networks = new HashMap<>();
  private final Map<SiteHash, List<Entry>> sites = new HashMap<>();
  private int entries;

  /** A peer and its sites. */
  private static final class Entry {
    final PeerAddress address;
    final Set<SiteHash> sites = new HashSet<>();
    Instant announced = Instant.MIN;

    Entry(PeerAddress address) {
      this.address = address;
    }
  }

  /** The peers of one network. */
  private static final class Network {
    final LinkedHashSet<Entry> peers = new LinkedHashSet<>();
    int entries;
  }

  AnnouncedPeers(Limits limits, Random random) {
    this.limits = limits;
    this.random = random;
  }

  /**
   * A peer announces sites. Even where it may not add anything, a peer that is known stays so for
   * longer.
   *
   * @param mayChange false for an onion service that was not proven
   * @param forgetOthers whether it has no sites but these
   * @return how many sites it has added and left out, or would have
   */
  synchronized int announce(
      PeerAddress address,
      Collection<SiteHash> hashes,
      Instant now,
      boolean mayChange,
      boolean forgetOthers) {
    Entry known = peers.remove(address);
    if (known == null && !mayChange) {
      return hashes.size();
    }
    Entry entry = known == null ? new Entry(address) : known;
    entry.announced = now;
    peers.put(address, entry);
    Network network = networks.computeIfAbsent(source(address), n -> new Network());
    network.peers.remove(entry);
    network.peers.add(entry);

    Set<SiteHash> wanted = new LinkedHashSet<>(hashes);
    List<SiteHash> left = entry.sites.stream().filter(site -> !wanted.contains(site)).toList();
    wanted.removeAll(entry.sites);
    if (mayChange) {
      if (forgetOthers) {
        left.forEach(site -> remove(entry, network, site));
      }
      wanted.forEach(site -> add(entry, network, site));
      makeRoom(address, network);
    }
    return wanted.size() + left.size();
  }

  /** Peers of a site. */
  synchronized List<PeerAddress> of(
      SiteHash site, Predicate<PeerAddress> fit, int limit, boolean newestFirst) {
    List<Entry> known = sites.get(site);
    if (known == null || limit <= 0) {
      return List.of();
    }
    List<Entry> ordered = new ArrayList<>(known);
    if (newestFirst) {
      ordered.sort(Comparator.comparing((Entry entry) -> entry.announced).reversed());
    } else {
      Collections.rotate(ordered, random.nextInt(ordered.size()));
    }
    return ordered.stream().map(entry -> entry.address).filter(fit).limit(limit).toList();
  }

  /** Forgets all who announced nothing since. */
  synchronized void expire(Instant since) {
    Iterator<Entry> oldestFirst = List.copyOf(peers.values()).iterator();
    while (oldestFirst.hasNext()) {
      Entry entry = oldestFirst.next();
      if (!entry.announced.isBefore(since)) {
        return;
      }
      drop(entry);
    }
  }

  /** One peer as it is kept on disk. */
  record Kept(PeerAddress address, Instant announced, List<SiteHash> sites) {}

  /** All peers, those first that announced longest ago. */
  synchronized List<Kept> all() {
    return peers.values().stream()
        .map(entry -> new Kept(entry.address, entry.announced, List.copyOf(entry.sites)))
        .toList();
  }

  synchronized int peerCount() {
    return peers.size();
  }

  synchronized int siteCount() {
    return sites.size();
  }

  synchronized int entryCount() {
    return entries;
  }

  private void add(Entry entry, Network network, SiteHash site) {
    if (entry.sites.size() >= limits.sitesPerPeer) {
      return;
    }
    List<Entry> list = sites.computeIfAbsent(site, s -> new ArrayList<>(1));
    if (list.size() >= limits.peersPerSite) {
      Entry oldest = list.get(0);
      for (Entry candidate : list) {
        oldest = candidate.announced.isBefore(oldest.announced) ? candidate : oldest;
      }
      remove(oldest, network(oldest), site);
      list = sites.computeIfAbsent(site, s -> new ArrayList<>(1));
    }
    list.add(entry);
    entry.sites.add(site);
    entries++;
    network.entries++;
  }

  private void remove(Entry entry, Network network, SiteHash site) {
    List<Entry> list = sites.get(site);
    if (list != null && list.remove(entry)) {
      entry.sites.remove(site);
      entries--;
      network.entries--;
      if (list.isEmpty()) {
        sites.remove(site);
      }
    }
  }

  /** Pushes out the oldest, the peer that has just come last of all. */
  private void makeRoom(PeerAddress newest, Network network) {
    Share share = newest instanceof PeerAddress.Onion ? limits.onions : limits.network;
    while (network.peers.size() > share.peers || network.entries > share.entries) {
      drop(network.peers.iterator().next());
    }
    while (peers.size() > limits.peers || entries > limits.entries) {
      drop(peers.values().iterator().next());
    }
  }

  private void drop(Entry entry) {
    Network network = network(entry);
    List.copyOf(entry.sites).forEach(site -> remove(entry, network, site));
    network.peers.remove(entry);
    peers.remove(entry.address);
    if (network.peers.isEmpty()) {
      networks.remove(source(entry.address));
    }
  }

  /** What one owner usually has to himself: /24 of IPv4, /48 of IPv6; all onions are one. */
  private static SourceNetwork source(PeerAddress address) {
    return address instanceof PeerAddress.Ip ip
        ? SourceNetwork.of(ip.ip(), OWNED_IPV4_BYTES, OWNED_IPV6_BYTES)
        : ONIONS;
  }

  private Network network(Entry entry) {
    Network network = networks.get(source(entry.address));
    if (network == null) {
      throw new IllegalStateException("A peer without its network: " + entry.address);
    }
    return network;
  }
}
