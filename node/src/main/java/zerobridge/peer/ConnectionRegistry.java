package zerobridge.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import zerobridge.net.PeerAddress;

/**
 * All open connections, and which of them leads to an address. Two nodes behind one gateway have
 * one host and two ports, hence two entries (W7); an incoming connection is found under the port
 * its node announced, but not under an onion that it only claims (W10). Safe for any thread.
 */
final class ConnectionRegistry {
  /** Above this, idle connections are closed (peer protocol, connection registry). */
  static final int MAX_CONNECTIONS = 512;

  private static final long IDLE_MILLIS = 60_000;

  private final Set<PeerConnection> all = ConcurrentHashMap.newKeySet();
  private final Map<PeerAddress, PeerConnection> byAddress = new ConcurrentHashMap<>();

  void add(PeerConnection connection) {
    all.add(connection);
    if (connection.address().isConnectable() && connection.isAddressProven()) {
      byAddress.put(connection.address(), connection);
    }
  }

  /** Counts and watches a connection that nobody is to find by its address. */
  void addTracker(PeerConnection connection) {
    all.add(connection);
  }

  void remove(PeerConnection connection) {
    all.remove(connection);
    byAddress.remove(connection.address(), connection);
  }

  Optional<PeerConnection> find(PeerAddress address) {
    return Optional.ofNullable(byAddress.get(address)).filter(PeerConnection::isOpen);
  }

  List<PeerConnection> all() {
    return List.copyOf(all);
  }

  int size() {
    return all.size();
  }

  /** Makes room: closes idle connections, those with the fewest sites first. */
  void shrink(long now) {
    int surplus = all.size() - MAX_CONNECTIONS;
    if (surplus <= 0) {
      return;
    }
    List<PeerConnection> idle = new ArrayList<>(all);
    idle.removeIf(
        connection ->
            connection.openRequests() > 0 || now - connection.lastReceived() < IDLE_MILLIS);
    idle.sort(Comparator.comparingInt(PeerConnection::users));
    idle.stream()
        .limit(surplus + MAX_CONNECTIONS / 10)
        .forEach(connection -> connection.close("Too many connections."));
  }
}
