package zerobridge.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Optional;
import org.bitcoinj.base.Base58;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the public key that made a signature (SEC 1, 4.1.6) and its address. Safe for any thread.
 */
final class KeyRecovery {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECCurve CURVE = PARAMETERS.getCurve();
  private static final ECPoint GENERATOR = PARAMETERS.getG();
  static final BigInteger ORDER = PARAMETERS.getN();
  private static final BigInteger PRIME = CURVE.getField().getCharacteristic();

  static final ECDomainParameters DOMAIN = new ECDomainParameters(PARAMETERS);

  static final int FIRST_HEADER = 27;
  static final int FIRST_COMPRESSED_HEADER = 31;
  private static final int LAST_HEADER = 34;
  private static final int HASH160_BYTES = 20;

  private KeyRecovery() {}

  static Optional<String> address(int header, byte[] rBytes, byte[] sBytes, byte[] digest) {
    BigInteger r = new BigInteger(1, rBytes);
    BigInteger s = new BigInteger(1, sBytes);
    if (header < FIRST_HEADER || header > LAST_HEADER || !isInRange(r) || !isInRange(s)) {
      return Optional.empty();
    }
    boolean compressed = header >= FIRST_COMPRESSED_HEADER;
    int recovery = header - (compressed ? FIRST_COMPRESSED_HEADER : FIRST_HEADER);
    BigInteger x = recovery < 2 ? r : r.add(ORDER);
    if (x.compareTo(PRIME) >= 0) {
      return Optional.empty();
    }
    ECPoint point = pointAt(x, (recovery & 1) == 1);
    if (point == null) {
      return Optional.empty();
    }
    BigInteger inverse = r.modInverse(ORDER);
    BigInteger z = new BigInteger(1, digest);
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
            GENERATOR,
            inverse.multiply(z).negate().mod(ORDER),
            point,
            inverse.multiply(s).mod(ORDER));
    return key.isInfinity() ? Optional.empty() : Optional.of(address(key.getEncoded(compressed)));
  }

  static String address(byte[] publicKey) {
    MessageDigest sha256 = Hashes.digest("SHA-256");
    byte[] inner = sha256.digest(publicKey);
    RIPEMD160Digest ripemd = new RIPEMD160Digest();
    ripemd.update(inner, 0, inner.length);
    byte[] hash = new byte[HASH160_BYTES];
    ripemd.doFinal(hash, 0);
    return Base58.encodeChecked(0, hash);
  }

  private static boolean isInRange(BigInteger number) {
    return number.signum() > 0 && number.compareTo(ORDER) < 0;
  }

  private static @Nullable ECPoint pointAt(BigInteger x, boolean odd) {
    byte[] encoded = new byte[33];
    encoded[0] = (byte) (odd ? 3 : 2);
    byte[] coordinate = BigIntegers.asUnsignedByteArray(32, x);
    System.arraycopy(coordinate, 0, encoded, 1, 32);
    try {
      return CURVE.decodePoint(encoded);
    } catch (IllegalArgumentException e) {
      // No point of the curve has this x.
      return null;
    }
  }
}
