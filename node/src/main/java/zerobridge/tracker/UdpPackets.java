package zerobridge.tracker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import zerobridge.net.PeerAddress;

/** The datagrams of BEP 15, all numbers high byte first. */
final class UdpPackets {
  /** Larger than any answer that a tracker may send for the peers we ask for. */
  static final int MAX_BYTES = 8 * 1024;

  private static final long PROTOCOL = 0x41727101980L;
  private static final int CONNECT = 0;
  private static final int ANNOUNCE = 1;
  private static final int ERROR = 3;
  private static final int HEADER_BYTES = 8;
  private static final int CONNECTED_BYTES = 16;
  private static final int ANNOUNCED_BYTES = 20;

  private UdpPackets() {}

  static byte[] connect(int transaction) {
    return ByteBuffer.allocate(16).putLong(PROTOCOL).putInt(CONNECT).putInt(transaction).array();
  }

  static byte[] announce(long connection, int transaction, AnnounceRequest request) {
    return ByteBuffer.allocate(98)
        .putLong(connection)
        .putInt(ANNOUNCE)
        .putInt(transaction)
        .put(request.site().sha1())
        .put(request.peerId().getBytes(StandardCharsets.US_ASCII))
        .putLong(0)
        .putLong(AnnounceRequest.LEFT)
        .putLong(0)
        .putInt(request.event().number)
        .putInt(0)
        .putInt(request.key())
        .putInt(request.wanted())
        .putShort((short) request.port())
        .array();
  }

  /** Whether a datagram answers a transaction; others are strangers' or too late. */
  static boolean answers(ByteBuffer packet, int transaction) {
    return packet.remaining() >= HEADER_BYTES && packet.getInt(4) == transaction;
  }

  /** The connection id. */
  static long connected(ByteBuffer packet) throws TrackerException {
    demand(packet, CONNECT, CONNECTED_BYTES);
    return packet.getLong(8);
  }

  /**
   * The peers.
   *
   * @param addressBytes 4 or 16, by the family of the socket
   */
  static Answer announced(ByteBuffer packet, int addressBytes) throws TrackerException {
    demand(packet, ANNOUNCE, ANNOUNCED_BYTES);
    byte[] bytes = new byte[packet.remaining()];
    packet.get(packet.position(), bytes);
    List<PeerAddress> peers = PeerLists.compact(bytes, ANNOUNCED_BYTES, addressBytes);
    return Answer.of(peers, Math.max(0, packet.getInt(8)), 0);
  }

  private static void demand(ByteBuffer packet, int action, int bytes) throws TrackerException {
    int given = packet.getInt(0);
    if (given == ERROR) {
      byte[] reason = new byte[packet.remaining() - HEADER_BYTES];
      packet.get(HEADER_BYTES, reason);
      throw TrackerException.refused(new String(reason, StandardCharsets.UTF_8));
    }
    if (given != action || packet.remaining() < bytes) {
      throw new TrackerException("The tracker answers with another packet than was asked for.");
    }
  }
}
