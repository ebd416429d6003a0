package zerobridge.crypto;

import java.math.BigInteger;

/** The arithmetic of edwards25519 that {@link OnionKey} needs (RFC 8032, section 5.1). */
final class Curve {
  /** The order of the base point. */
  static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  private static final BigInteger D =
      BigInteger.valueOf(-121_665)
          .multiply(BigInteger.valueOf(121_666).modInverse(PRIME))
          .mod(PRIME);
  private static final int BYTES = 32;

  private static final Point NEUTRAL =
      new Point(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
  private static final Point BASE = base();

  private Curve() {}

  /** A point in extended coordinates: x = X/Z, y = Y/Z, x·y = T/Z. */
  private record Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    /** The complete formula: the same for doubling and for the neutral point. */
    Point plus(Point other) {
      BigInteger a = y.subtract(x).multiply(other.y.subtract(other.x)).mod(PRIME);
      BigInteger b = y.add(x).multiply(other.y.add(other.x)).mod(PRIME);
      BigInteger c = t.multiply(other.t).mod(PRIME).multiply(D).shiftLeft(1).mod(PRIME);
      BigInteger d = z.multiply(other.z).shiftLeft(1).mod(PRIME);
      BigInteger e = b.subtract(a);
      BigInteger f = d.subtract(c);
      BigInteger g = d.add(c);
      BigInteger h = b.add(a);
      return new Point(
          e.multiply(f).mod(PRIME),
          g.multiply(h).mod(PRIME),
          f.multiply(g).mod(PRIME),
          e.multiply(h).mod(PRIME));
    }
  }

  /** A number written low byte first. */
  static BigInteger number(byte[] bytes) {
    return new BigInteger(1, reversed(bytes));
  }

  /** A number in 32 bytes, low byte first. */
  static byte[] bytes(BigInteger number) {
    byte[] high = number.toByteArray();
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES && i < high.length; i++) {
      bytes[i] = high[high.length - 1 - i];
    }
    return bytes;
  }

  /**
   * The base point times a factor, encoded; a ladder that does the same work for every bit.
   *
   * @param bits at least as many as the factor has
   */
  static byte[] timesBase(BigInteger factor, int bits) {
    Point low = NEUTRAL;
    Point high = BASE;
    for (int bit = bits - 1; bit >= 0; bit--) {
      Point sum = low.plus(high);
      boolean set = factor.testBit(bit);
      Point doubled = set ? high.plus(high) : low.plus(low);
      low = set ? sum : doubled;
      high = set ? doubled : sum;
    }
    return encoded(low);
  }

  private static byte[] encoded(Point point) {
    BigInteger inverse = point.z.modInverse(PRIME);
    BigInteger x = point.x.multiply(inverse).mod(PRIME);
    byte[] bytes = bytes(point.y.multiply(inverse).mod(PRIME));
    if (x.testBit(0)) {
      bytes[BYTES - 1] |= (byte) 0x80;
    }
    return bytes;
  }

  /** y = 4/5 and the even x that belongs to it. */
  private static Point base() {
    BigInteger y =
        BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(PRIME)).mod(PRIME);
    BigInteger square = y.multiply(y).mod(PRIME);
    BigInteger ratio =
        square
            .subtract(BigInteger.ONE)
            .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(PRIME))
            .mod(PRIME);
    BigInteger x = ratio.modPow(PRIME.add(BigInteger.valueOf(3)).shiftRight(3), PRIME);
    if (!x.multiply(x).mod(PRIME).equals(ratio)) {
      BigInteger rootOfMinusOne =
          BigInteger.TWO.modPow(PRIME.subtract(BigInteger.ONE).shiftRight(2), PRIME);
      x = x.multiply(rootOfMinusOne).mod(PRIME);
    }
    x = x.testBit(0) ? PRIME.subtract(x) : x;
    return new Point(x, y, BigInteger.ONE, x.multiply(y).mod(PRIME));
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    return turned;
  }
}
