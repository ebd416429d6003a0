package zerobridge.lan;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The nodes of the local network, and of their sites only those that are ours too. Bounded; nodes
 * unseen for twenty minutes are forgotten. Safe for any thread.
 */
final class Neighbours {
  static final int MAX = 200;
  private static final int MAX_SHARED = 1000;
  private static final Duration LIFE = Duration.ofMinutes(20);

  /** A list is not asked for again before, and not believed later. */
  private static final Duration ASK_PAUSE = Duration.ofSeconds(10);

  private static final Duration LIST_LIFE = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Map<Key, Neighbour> known = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(InetAddress ip, String peerId) {}

  private static final class Neighbour {
    final Set<ByteBuffer> shared = new LinkedHashSet<>();
    Instant seen = Instant.MIN;
    Instant asked = Instant.MIN;
  }

  Neighbours(InstantSource clock) {
    this.clock = clock;
  }

  private Neighbour get(InetAddress ip, LanMessage.Sender sender) {
    Instant now = clock.instant();
    known.values().removeIf(each -> each.seen.plus(LIFE).isBefore(now));
    Neighbour neighbour =
        known.computeIfAbsent(new Key(ip, sender.peerId()), any -> new Neighbour());
    neighbour.seen = now;
    if (known.size() > MAX) {
      Iterator<Key> eldest = known.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return neighbour;
  }

  /** Whether it is to be asked for its list now; if so that counts as done. */
  synchronized boolean mayAsk(InetAddress ip, LanMessage.Sender sender) {
    Neighbour neighbour = get(ip, sender);
    Instant now = clock.instant();
    if (neighbour.asked.isAfter(now.minus(ASK_PAUSE))) {
      return false;
    }
    neighbour.asked = now;
    return true;
  }

  /** Whether its list was asked for a short while ago. */
  synchronized boolean owesList(InetAddress ip, LanMessage.Sender sender) {
    return get(ip, sender).asked.isAfter(clock.instant().minus(LIST_LIFE));
  }

  /** It has named these sites, which are ours too. */
  synchronized void shares(InetAddress ip, LanMessage.Sender sender, Collection<byte[]> hashes) {
    Neighbour neighbour = get(ip, sender);
    for (byte[] hash : hashes) {
      if (neighbour.shared.size() < MAX_SHARED) {
        neighbour.shared.add(ByteBuffer.wrap(hash));
      }
    }
  }

  /** The sites that it has named and that are ours too: it learns nothing new from them. */
  synchronized List<byte[]> shared(InetAddress ip, LanMessage.Sender sender) {
    List<byte[]> hashes = new ArrayList<>();
    for (ByteBuffer hash : get(ip, sender).shared) {
      byte[] bytes = new byte[hash.remaining()];
      hash.duplicate().get(bytes);
      hashes.add(bytes);
    }
    return hashes;
  }

  synchronized int size() {
    return known.size();
  }
}
