package zerobridge.dht;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The nodes that we know over one address family, in buckets of eight by the bits that their ids
 * share with ours (BEP 5, routing table). A node that answers stays; only one that fails makes room
 * for another, but one whose id follows from its address goes before one whose doesn't (BEP 42).
 * Bounded by the number of buckets; on the internet one node per IP address. Safe for any thread.
 */
final class RoutingTable {
  /** Nodes of one bucket, and of one answer. */
  static final int K = 8;

  /** A node that has not been heard of for so long is asked whether it is still there. */
  static final Duration FRESH = Duration.ofMinutes(15);

  private static final int FAILURES_TO_REMOVE = 2;

  private final InstantSource clock;
  private NodeId own;
  private final Map<Integer, List<Entry>> buckets = new HashMap<>();
  private final Map<Integer, List<Contact>> waiting = new HashMap<>();

  private static final class Entry {
    final Contact contact;
    Instant seen;
    int failures;

    Entry(Contact contact, Instant seen) {
      this.contact = contact;
      this.seen = seen;
    }
  }

  RoutingTable(NodeId own, InstantSource clock) {
    this.own = own;
    this.clock = clock;
  }

  /** Our id in this table. */
  synchronized NodeId own() {
    return own;
  }

  /** Takes another id; the nodes are sorted anew. */
  synchronized void move(NodeId id) {
    List<Entry> all = buckets.values().stream().flatMap(List::stream).toList();
    own = id;
    buckets.clear();
    waiting.clear();
    for (Entry entry : all) {
      List<Entry> bucket = bucket(entry.contact);
      if (bucket.size() < K) {
        bucket.add(entry);
      }
    }
  }

  private int index(Contact contact) {
    return own.sharedBits(contact.id());
  }

  private List<Entry> bucket(Contact contact) {
    return buckets.computeIfAbsent(index(contact), any -> new ArrayList<>(K));
  }

  /**
   * A node has answered us.
   *
   * @return a node to be pinged, whose place this one gets if that fails
   */
  synchronized Optional<Contact> answered(Contact contact) {
    if (contact.id().equals(own) || isTaken(contact)) {
      return Optional.empty();
    }
    List<Entry> bucket = bucket(contact);
    for (Entry entry : bucket) {
      if (entry.contact.equals(contact)) {
        entry.seen = clock.instant();
        entry.failures = 0;
        return Optional.empty();
      }
    }
    if (bucket.size() < K || removeUnfit(bucket, contact)) {
      bucket.add(new Entry(contact, clock.instant()));
      return Optional.empty();
    }
    return wait(contact, bucket);
  }

  /** True if the address is another node's; a node with a new id replaces its old self. */
  private boolean isTaken(Contact contact) {
    boolean isPublic = contact.asPeer().isPublic();
    for (List<Entry> bucket : buckets.values()) {
      bucket.removeIf(
          entry ->
              entry.contact.address().equals(contact.address())
                  && !entry.contact.id().equals(contact.id()));
      for (Entry entry : bucket) {
        boolean sameIp = isPublic && entry.contact.ip().equals(contact.ip());
        boolean sameId = entry.contact.id().equals(contact.id());
        if ((sameIp || sameId) && !entry.contact.equals(contact)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean removeUnfit(List<Entry> bucket, Contact newcomer) {
    if (!newcomer.isFit()) {
      return false;
    }
    for (Entry entry : bucket) {
      if (!entry.contact.isFit()) {
        bucket.remove(entry);
        return true;
      }
    }
    return false;
  }

  private Optional<Contact> wait(Contact contact, List<Entry> bucket) {
    List<Contact> line = waiting.computeIfAbsent(index(contact), any -> new ArrayList<>(K));
    line.remove(contact);
    if (line.size() >= K) {
      line.remove(0);
    }
    line.add(contact);
    Entry stalest = bucket.get(0);
    for (Entry entry : bucket) {
      stalest = entry.seen.isBefore(stalest.seen) ? entry : stalest;
    }
    boolean isStale = stalest.seen.plus(FRESH).isBefore(clock.instant());
    return isStale || stalest.failures > 0 ? Optional.of(stalest.contact) : Optional.empty();
  }

  /** A node did not answer; after the second time its place goes to one that waits. */
  synchronized void failed(InetSocketAddress address) {
    for (Map.Entry<Integer, List<Entry>> each : buckets.entrySet()) {
      for (Entry entry : each.getValue()) {
        if (entry.contact.address().equals(address)) {
          if (++entry.failures >= FAILURES_TO_REMOVE) {
            each.getValue().remove(entry);
            promote(each.getKey(), each.getValue());
          }
          return;
        }
      }
    }
  }

  private void promote(int index, List<Entry> bucket) {
    List<Contact> line = waiting.getOrDefault(index, List.of());
    if (!line.isEmpty()) {
      bucket.add(new Entry(line.remove(line.size() - 1), clock.instant()));
    }
  }

  /** A known node has asked us: it is there. Returns false if it is unknown and there is room. */
  synchronized boolean asked(Contact contact) {
    List<Entry> bucket = bucket(contact);
    for (Entry entry : bucket) {
      if (entry.contact.equals(contact)) {
        entry.seen = clock.instant();
        return true;
      }
    }
    return bucket.size() >= K || contact.id().equals(own);
  }

  /** The known nodes nearest to a place. */
  synchronized List<Contact> closest(NodeId target, int count) {
    List<Contact> all = all();
    all.sort((a, b) -> target.compareDistance(a.id(), b.id()));
    return all.size() <= count ? all : new ArrayList<>(all.subList(0, count));
  }

  /** All nodes, those first that were heard of last. */
  synchronized List<Contact> latest(int count) {
    return buckets.values().stream()
        .flatMap(List::stream)
        .sorted((a, b) -> b.seen.compareTo(a.seen))
        .limit(count)
        .map(entry -> entry.contact)
        .toList();
  }

  private List<Contact> all() {
    List<Contact> all = new ArrayList<>();
    buckets.values().forEach(bucket -> bucket.forEach(entry -> all.add(entry.contact)));
    return all;
  }

  synchronized int size() {
    return buckets.values().stream().mapToInt(Collection::size).sum();
  }

  /** A place in a bucket that may be filled better: the next one to look at. */
  synchronized NodeId placeToRefresh(Random random) {
    int deepest = buckets.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    return own.neighbour(random.nextInt(Math.min(deepest + 1, NodeId.BITS)), random);
  }
}
