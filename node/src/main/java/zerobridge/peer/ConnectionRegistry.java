package zerobridge.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import zerobridge.net.PeerAddress;
import zerobridge.net.SourceNetwork;

/**
 * All open connections, and which of them leads to an address. Two nodes behind one gateway have
 * one host and two ports, hence two entries (W7); an incoming connection is found under the port
 * its node announced, but not under an onion that it only claims (W10). Safe for any thread.
 */
final class ConnectionRegistry {
  /** Above this, idle connections are closed (peer protocol, connection registry). */
  static final int MAX_CONNECTIONS = 512;

  /** Whoever said something this lately is at work. */
  private static final long IDLE_MILLIS = 60_000;

  /** Closed beyond what is needed, so that it isn't done for every newcomer. */
  private static final int SPARE = MAX_CONNECTIONS / 10;

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

  /** Makes room when there are too many; {@link Farewell} says who goes. */
  void shrink(long now) {
    int surplus = all.size() - MAX_CONNECTIONS;
    if (surplus > 0) {
      dismiss(List.copyOf(all), surplus + SPARE, now);
    }
  }

  /** Makes room for newcomers when all places for them are taken. */
  void shrinkIncoming(long now) {
    List<PeerConnection> incoming = new ArrayList<>(all);
    incoming.removeIf(PeerConnection::isOutgoing);
    dismiss(incoming, SPARE, now);
  }

  private static void dismiss(List<PeerConnection> connections, int count, long now) {
    List<Farewell.Candidate<PeerConnection>> candidates = new ArrayList<>();
    connections.forEach(connection -> candidates.add(candidate(connection, now)));
    Farewell.choose(candidates, count)
        .forEach(connection -> connection.close("Too many connections."));
  }

  private static Farewell.Candidate<PeerConnection> candidate(PeerConnection peer, long now) {
    long idle = now - peer.lastReceived();
    return new Farewell.Candidate<>(
        peer,
        SourceNetwork.near(peer.address()),
        peer.openRequests() > 0 || idle < IDLE_MILLIS,
        peer.users(),
        peer.conduct().standing(),
        peer.bytesIn(),
        peer.lastDelay().toMillis(),
        peer.openedAt(),
        idle);
  }
}
