package zerobridge.reach;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;

/**
 * Under which addresses others say they see this node. One of them is believed once two different
 * networks agree on it: a single peer could name anybody's. Safe for any thread.
 */
final class ObservedAddresses {
  /** Networks whose word is kept, newest first. */
  private static final int MAX_NETWORKS = 64;

  private static final int NEEDED = 2;

  private record Key(HostKind family, SourceNetwork network) {}

  private final Map<Key, InetAddress> words =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, InetAddress> eldest) {
          return size() > MAX_NETWORKS;
        }
      };

  /** Notes what a peer sees; what is no address of the internet says nothing. */
  synchronized void saw(InetAddress peer, InetAddress ours) {
    PeerAddress address = new PeerAddress.Ip(ours, 1);
    if (address.isPublic()) {
      Key key = new Key(address.kind(), SourceNetwork.wide(peer));
      words.remove(key);
      words.put(key, ours);
    }
  }

  /** Notes it from the text of a handshake, where names may stand as well. */
  void saw(InetAddress peer, String ours) {
    HostKind kind = HostKind.of(ours);
    if (kind == HostKind.IPV4 || kind == HostKind.IPV6) {
      try {
        saw(peer, PeerAddress.ip(ours));
      } catch (IllegalArgumentException noAddress) {
        // Free text of a stranger; nothing depends on it.
        return;
      }
    }
  }

  /** Begins anew, as in another network all of it is different. */
  synchronized void forget() {
    words.clear();
  }

  /** The addresses of one family that two networks agree on. */
  synchronized Set<InetAddress> believed(HostKind family) {
    Map<InetAddress, Integer> votes = new HashMap<>();
    words.forEach(
        (key, ours) -> {
          if (key.family() == family) {
            votes.merge(ours, 1, Integer::sum);
          }
        });
    Set<InetAddress> believed = new HashSet<>();
    votes.forEach(
        (ours, count) -> {
          if (count >= NEEDED) {
            believed.add(ours);
          }
        });
    return believed;
  }
}
