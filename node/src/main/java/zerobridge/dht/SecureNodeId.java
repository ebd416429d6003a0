package zerobridge.dht;

import java.net.InetAddress;
import java.util.Random;
import java.util.zip.CRC32C;
import zerobridge.net.PeerAddress;

/**
 * Ids that follow from a node's address, so that nobody can choose a place in the DHT freely (BEP
 * 42). Nodes on local networks are exempt.
 */
final class SecureNodeId {
  private static final byte[] MASK_4 = {0x03, 0x0f, 0x3f, (byte) 0xff};
  private static final byte[] MASK_6 = {0x01, 0x03, 0x07, 0x0f, 0x1f, 0x3f, 0x7f, (byte) 0xff};

  /** Of the third byte only the upper five bits follow from the address. */
  private static final int THIRD_BYTE = 0xf8;

  private SecureNodeId() {}

  /** An id that others accept from a node at this address. */
  static NodeId make(InetAddress address, Random random) {
    return make(address, random.nextInt(256), random);
  }

  static NodeId make(InetAddress address, int seed, Random random) {
    byte[] id = NodeId.random(random).bytes();
    int sum = checksum(address, seed);
    id[0] = (byte) (sum >>> 24);
    id[1] = (byte) (sum >>> 16);
    id[2] = (byte) ((sum >>> 8 & THIRD_BYTE) | (id[2] & ~THIRD_BYTE));
    id[NodeId.BYTES - 1] = (byte) seed;
    return NodeId.of(id);
  }

  /** Whether a node at this address may have this id. */
  static boolean isFit(NodeId id, InetAddress address) {
    if (!new PeerAddress.Ip(address, 1).isPublic()) {
      return true;
    }
    int sum = checksum(address, id.at(NodeId.BYTES - 1) & 0xff);
    return id.at(0) == (byte) (sum >>> 24)
        && id.at(1) == (byte) (sum >>> 16)
        && (id.at(2) & THIRD_BYTE) == (sum >>> 8 & THIRD_BYTE);
  }

  private static int checksum(InetAddress address, int seed) {
    byte[] ip = address.getAddress();
    byte[] mask = ip.length == 4 ? MASK_4 : MASK_6;
    byte[] masked = new byte[mask.length];
    for (int i = 0; i < mask.length; i++) {
      masked[i] = (byte) (ip[i] & mask[i]);
    }
    masked[0] = (byte) (masked[0] | (seed & 7) << 5);
    CRC32C crc = new CRC32C();
    crc.update(masked);
    return (int) crc.getValue();
  }
}
