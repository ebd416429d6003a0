package zerobridge.tracker;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;

/**
 * Asks a tracker by datagrams (BEP 15). A lost datagram is sent again, with growing patience, but
 * not for the hour that the BEP allows: others are asked at the same time. Blocks; safe for any
 * thread.
 */
final class UdpAnnounce {
  /** How long each sending of one datagram waits for its answer. */
  static final List<Duration> PATIENCE =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(5));

  private final Dialer dialer;
  private final SecureRandom random;
  private final List<Duration> patience;

  UdpAnnounce(Dialer dialer, SecureRandom random, List<Duration> patience) {
    this.dialer = dialer;
    this.random = random;
    this.patience = List.copyOf(patience);
  }

  Answer ask(UdpTracker tracker, HostKind family, AnnounceRequest request) throws IOException {
    try (DatagramSocket socket = dialer.udp(tracker.host(), tracker.port(), family)) {
      boolean six = socket.getInetAddress() instanceof Inet6Address;
      int connecting = random.nextInt();
      long connection =
          UdpPackets.connected(exchange(socket, UdpPackets.connect(connecting), connecting));
      int announcing = random.nextInt();
      byte[] packet = UdpPackets.announce(connection, announcing, request);
      return UdpPackets.announced(
          exchange(socket, packet, announcing), six ? PeerLists.IPV6_BYTES : PeerLists.IPV4_BYTES);
    }
  }

  private ByteBuffer exchange(DatagramSocket socket, byte[] packet, int transaction)
      throws IOException {
    for (Duration wait : patience) {
      socket.send(new DatagramPacket(packet, packet.length));
      ByteBuffer answer = receive(socket, transaction, wait);
      if (answer.hasRemaining()) {
        return answer;
      }
    }
    throw new SocketTimeoutException("The tracker does not answer.");
  }

  /** The answer, or an empty buffer if none comes in time. */
  private static ByteBuffer receive(DatagramSocket socket, int transaction, Duration wait)
      throws IOException {
    long end = System.nanoTime() + wait.toNanos();
    byte[] buffer = new byte[UdpPackets.MAX_BYTES];
    while (true) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        return ByteBuffer.allocate(0);
      }
      socket.setSoTimeout((int) left);
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        return ByteBuffer.allocate(0);
      }
      ByteBuffer answer = ByteBuffer.wrap(buffer, 0, packet.getLength()).slice();
      if (UdpPackets.answers(answer, transaction)) {
        return answer;
      }
    }
  }
}
