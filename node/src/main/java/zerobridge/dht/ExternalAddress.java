package zerobridge.dht;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.net.PeerAddress;

/**
 * Our address as others see it. One may lie, so several have to say the same (BEP 42). Bounded;
 * safe for any thread.
 */
final class ExternalAddress {
  /** The latest voters count. */
  static final int VOTERS = 20;

  /** How many must agree, which also has to be more than half. */
  static final int NEEDED = 5;

  private final Map<InetAddress, InetAddress> votes = new LinkedHashMap<>();

  /**
   * Takes what a node says.
   *
   * @param packed IP and port, or only the IP; anything else is ignored
   * @return our address, if enough agree on it
   */
  synchronized Optional<InetAddress> heard(InetAddress voter, byte @Nullable [] packed) {
    if (packed == null || !isPublic(voter)) {
      return Optional.empty();
    }
    int host = packed.length == 4 || packed.length == 6 ? 4 : 16;
    if (packed.length != host && packed.length != host + 2) {
      return Optional.empty();
    }
    InetAddress named = CompactAddresses.ip(Arrays.copyOf(packed, host));
    if (!isPublic(named)) {
      return Optional.empty();
    }
    votes.remove(voter);
    votes.put(voter, named);
    if (votes.size() > VOTERS) {
      votes.remove(votes.keySet().iterator().next());
    }
    Collection<InetAddress> all = votes.values();
    long same = all.stream().filter(named::equals).count();
    return same >= NEEDED && 2 * same > all.size() ? Optional.of(named) : Optional.empty();
  }

  private static boolean isPublic(InetAddress ip) {
    return new PeerAddress.Ip(ip, 1).isPublic();
  }
}
