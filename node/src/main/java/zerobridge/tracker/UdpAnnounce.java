package zerobridge.tracker;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;

/**
 * Asks a tracker by datagrams (BEP 15). A lost datagram is sent again, with growing patience, but
 * not for the hour that the BEP allows: others are asked at the same time, and one who waits for a
 * page does not wait that long. Blocks; safe for any thread.
 */
final class UdpAnnounce {
  /** How long each sending of one datagram waits for its answer. */
  static final List<Duration> PATIENCE =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(5));

  /** A connection id may be used again for so long: one round trip less for the next site. */
  private static final Duration CONNECTION_LIFE = Duration.ofSeconds(60);

  private final Dialer dialer;
  private final InstantSource clock;
  private final SecureRandom random;
  private final List<Duration> patience;
  private final Map<SocketAddress, Connection> connections = new ConcurrentHashMap<>();

  /** What a tracker knows us by for a minute. */
  private record Connection(long id, Instant end) {}

  UdpAnnounce(Dialer dialer, InstantSource clock, SecureRandom random, List<Duration> patience) {
    this.dialer = dialer;
    this.clock = clock;
    this.random = random;
    this.patience = List.copyOf(patience);
  }

  Answer ask(UdpTracker tracker, HostKind family, AnnounceRequest request) throws IOException {
    try (DatagramSocket socket = dialer.udp(tracker.host(), tracker.port(), family)) {
      SocketAddress address = socket.getRemoteSocketAddress();
      Connection known = connections.get(address);
      if (known != null && clock.instant().isBefore(known.end)) {
        try {
          return announce(socket, known.id, request, patience.subList(0, 1));
        } catch (SocketTimeoutException | TrackerException e) {
          // It may know us by our port too, which is another one now.
          connections.remove(address, known);
        }
      }
      Instant end = clock.instant().plus(CONNECTION_LIFE);
      long id = connect(socket);
      Answer answer = announce(socket, id, request, patience);
      connections.values().removeIf(old -> !clock.instant().isBefore(old.end));
      connections.put(address, new Connection(id, end));
      return answer;
    }
  }

  private long connect(DatagramSocket socket) throws IOException {
    int transaction = random.nextInt();
    byte[] packet = UdpPackets.connect(transaction);
    return UdpPackets.connected(exchange(socket, packet, transaction, patience));
  }

  private Answer announce(
      DatagramSocket socket, long connection, AnnounceRequest request, List<Duration> waits)
      throws IOException {
    boolean six = socket.getInetAddress() instanceof Inet6Address;
    int transaction = random.nextInt();
    byte[] packet = UdpPackets.announce(connection, transaction, request);
    return UdpPackets.announced(
        exchange(socket, packet, transaction, waits),
        six ? PeerLists.IPV6_BYTES : PeerLists.IPV4_BYTES);
  }

  private static ByteBuffer exchange(
      DatagramSocket socket, byte[] packet, int transaction, List<Duration> waits)
      throws IOException {
    for (Duration wait : waits) {
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
