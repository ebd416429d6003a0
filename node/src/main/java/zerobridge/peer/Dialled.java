package zerobridge.peer;

import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.CertificatePin;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/** Whom the {@link Greeter} dials: a peer, or a node as a tracker. */
sealed interface Dialled {
  Socket open(Dialer dialer) throws IOException;

  /** Where the other end is, once the socket is open. */
  PeerAddress address(Socket socket);

  /** The certificate that it must show, or {@code null}. */
  @Nullable CertificatePin pin();

  /** Changes what this node says about itself. */
  void introduce(Map<String, @Nullable Object> handshake);

  /** Whether our own node may be at the other end. */
  boolean mayBeOurs();

  /** A peer. */
  record Peer(PeerAddress target) implements Dialled {
    @Override
    public Socket open(Dialer dialer) throws IOException {
      return dialer.tcp(target, Greeter.STEP_TIMEOUT);
    }

    @Override
    public PeerAddress address(Socket socket) {
      return target;
    }

    @Override
    public @Nullable CertificatePin pin() {
      return null;
    }

    @Override
    public void introduce(Map<String, @Nullable Object> handshake) {
      // A peer learns what everybody learns.
    }

    @Override
    public boolean mayBeOurs() {
      return false;
    }
  }

  /** A tracker. */
  record Tracker(TrackerAddress target) implements Dialled {
    /** Stands for a host that only a proxy has resolved. */
    private static final PeerAddress NOWHERE = PeerAddress.of("0.0.0.0", 0);

    @Override
    public Socket open(Dialer dialer) throws IOException {
      return dialer.tcp(target.host(), target.port(), target.family(), Greeter.STEP_TIMEOUT);
    }

    @Override
    public PeerAddress address(Socket socket) {
      if (HostKind.of(target.host()) != HostKind.UNKNOWN) {
        return PeerAddress.of(target.host(), target.port());
      }
      return target.family() == HostKind.UNKNOWN
          ? NOWHERE
          : new PeerAddress.Ip(socket.getInetAddress(), target.port());
    }

    @Override
    public @Nullable CertificatePin pin() {
      return target.pin();
    }

    /** With an id of its own, so that trackers cannot tell each other, or peers, who asks (W16). */
    @Override
    public void introduce(Map<String, @Nullable Object> handshake) {
      if (!"".equals(handshake.get("peer_id"))) {
        handshake.put("peer_id", OwnHandshake.newPeerId());
      }
      handshake.put("target_ip", target.host());
      handshake.put("tracker_connection", true);
    }

    @Override
    public boolean mayBeOurs() {
      return true;
    }
  }
}
