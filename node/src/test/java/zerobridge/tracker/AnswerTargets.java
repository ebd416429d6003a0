package zerobridge.tracker;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What readers of trackers' answers promise for any bytes: peers or an {@link IOException}. */
final class AnswerTargets {
  private AnswerTargets() {}

  static void http(byte[] bytes) {
    try {
      Answer unused = HttpAnnounce.answer(bytes);
    } catch (IOException expected) {
      // Refused, as it may be.
    }
  }

  static void udp(byte[] bytes) {
    ByteBuffer packet = ByteBuffer.wrap(bytes);
    if (bytes.length < 8 || !UdpPackets.answers(packet, packet.getInt(4))) {
      return;
    }
    try {
      long unused = UdpPackets.connected(packet.duplicate());
    } catch (IOException expected) {
      // Refused, as it may be.
    }
    for (int addressBytes : new int[] {PeerLists.IPV4_BYTES, PeerLists.IPV6_BYTES}) {
      try {
        Answer unused = UdpPackets.announced(packet.duplicate(), addressBytes);
      } catch (IOException expected) {
        // Refused, as it may be.
      }
    }
  }
}
