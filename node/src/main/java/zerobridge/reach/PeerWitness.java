package zerobridge.reach;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.peer.NodeClient;
import zerobridge.peer.PeerConnection;

/** A connected peer of the internet that knows {@code checkport} (peer protocol, checkport). */
record PeerWitness(PeerConnection connection, InetAddress address) implements Witness {
  /** Peer protocol, feature gates by rev. */
  private static final int KNOWS_CHECKPORT = 2184;

  static Optional<PeerWitness> of(PeerConnection connection) {
    return stranger(connection)
        .filter(address -> connection.isOpen())
        .filter(address -> connection.handshake().rev() >= KNOWS_CHECKPORT)
        .map(address -> new PeerWitness(connection, address));
  }

  /** The address of a peer outside the local network. */
  static Optional<InetAddress> stranger(PeerConnection connection) {
    return connection.address().withPort(1) instanceof PeerAddress.Ip remote && remote.isPublic()
        ? Optional.of(remote.ip())
        : Optional.empty();
  }

  @Override
  public CompletableFuture<Testimony> tryPort(int port) {
    return new NodeClient(connection)
        .checkPort(port)
        .thenApply(answer -> new Testimony(answer.open(), ip(answer.externalAddress())));
  }

  private static @Nullable InetAddress ip(String text) {
    HostKind kind = HostKind.of(text);
    if (kind != HostKind.IPV4 && kind != HostKind.IPV6) {
      return null;
    }
    try {
      return PeerAddress.ip(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
