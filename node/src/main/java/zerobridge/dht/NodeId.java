package zerobridge.dht;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import zerobridge.crypto.SiteAddress;

/** A place in the DHT: 160 bits, of a node or of a site (BEP 5). Immutable. */
final class NodeId {
  static final int BYTES = 20;
  static final int BITS = 8 * BYTES;

  private final byte[] bytes;

  private NodeId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies an id.
   *
   * @throws IllegalArgumentException unless it has 20 bytes
   */
  static NodeId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("An id in the DHT has 20 bytes, not " + bytes.length);
    }
    return new NodeId(bytes.clone());
  }

  /** Where the peers of a site are kept: at the SHA-1 of its address, as with trackers. */
  static NodeId of(SiteAddress site) {
    return new NodeId(site.sha1());
  }

  static NodeId random(Random random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new NodeId(bytes);
  }

  /** An id that shares exactly {@code bits} leading bits with this one, the rest random. */
  NodeId neighbour(int bits, Random random) {
    byte[] made = random(random).bytes;
    for (int i = 0; i < bits / 8; i++) {
      made[i] = bytes[i];
    }
    int kept = bits % 8;
    if (bits < BITS) {
      int keptMask = 0xff00 >> kept & 0xff;
      int flipped = 0x80 >> kept;
      int at = bits / 8;
      made[at] =
          (byte)
              ((bytes[at] & keptMask)
                  | (~bytes[at] & flipped)
                  | (made[at] & ~(keptMask | flipped)));
    }
    return new NodeId(made);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  byte at(int index) {
    return bytes[index];
  }

  /** How many leading bits two ids share. */
  int sharedBits(NodeId other) {
    for (int i = 0; i < BYTES; i++) {
      int difference = (bytes[i] ^ other.bytes[i]) & 0xff;
      if (difference != 0) {
        return 8 * i + Integer.numberOfLeadingZeros(difference) - 24;
      }
    }
    return BITS;
  }

  /** Negative when {@code a} is nearer to this id than {@code b}, by the XOR of the ids. */
  int compareDistance(NodeId a, NodeId b) {
    for (int i = 0; i < BYTES; i++) {
      int toA = (bytes[i] ^ a.bytes[i]) & 0xff;
      int toB = (bytes[i] ^ b.bytes[i]) & 0xff;
      if (toA != toB) {
        return toA - toB;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
