package zerobridge.crypto;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The key of a version 3 onion service in the form in which Tor hands it out: not the 32-byte seed
 * of RFC 8032 but what is derived from it, the scalar and the prefix. Libraries take seeds only and
 * would hash the scalar once more, which gives the key of another service; so the multiplication of
 * the base point is done here. It runs a fixed number of steps on a blinded scalar, but not in
 * strictly constant time: meant for proofs to trackers, a few an hour.
 *
 * <p>Immutable; safe for any thread. Never logged.
 */
public final class OnionKey {
  /** How Tor writes such a key (control protocol, ADD_ONION). */
  private static final String TOR_PREFIX = "ED25519-V3:";

  private static final int HALF_BYTES = 32;
  private static final int BLINDING_BITS = 64;

  private final byte[] scalar;
  private final byte[] prefix;
  private final byte[] publicKey;

  private OnionKey(byte[] scalar, byte[] prefix) {
    this.scalar = scalar;
    this.prefix = prefix;
    this.publicKey = times(Curve.number(scalar));
  }

  /**
   * Reads {@code ED25519-V3:BASE64}, as Tor answers.
   *
   * @throws IllegalArgumentException if it is no such key; the message doesn't repeat it
   */
  public static OnionKey fromTor(String text) {
    byte[] expanded;
    try {
      expanded =
          Base64.getDecoder()
              .decode(text.startsWith(TOR_PREFIX) ? text.substring(TOR_PREFIX.length()) : text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The onion key is no base64.", e);
    }
    if (expanded.length != 2 * HALF_BYTES) {
      throw new IllegalArgumentException("An onion key has 64 bytes, not " + expanded.length + ".");
    }
    return new OnionKey(
        Arrays.copyOf(expanded, HALF_BYTES),
        Arrays.copyOfRange(expanded, HALF_BYTES, expanded.length));
  }

  /**
   * The key that an ordinary Ed25519 seed gives.
   *
   * @param seed 32 bytes
   */
  public static OnionKey fromSeed(byte[] seed) {
    if (seed.length != HALF_BYTES) {
      throw new IllegalArgumentException("An Ed25519 seed has 32 bytes, not " + seed.length + ".");
    }
    byte[] expanded = Hashes.digest("SHA-512").digest(seed);
    expanded[0] &= (byte) 248;
    expanded[31] &= 63;
    expanded[31] |= 64;
    return new OnionKey(
        Arrays.copyOf(expanded, HALF_BYTES),
        Arrays.copyOfRange(expanded, HALF_BYTES, expanded.length));
  }

  /** The Ed25519 public key, 32 bytes: the onion's name without checksum and version. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** An Ed25519 signature (RFC 8032), 64 bytes. */
  public byte[] sign(byte[] message) {
    BigInteger nonce = Curve.number(sha512(prefix, message)).mod(Curve.ORDER);
    byte[] commitment = times(nonce);
    BigInteger challenge = Curve.number(sha512(commitment, publicKey, message)).mod(Curve.ORDER);
    BigInteger answer = nonce.add(challenge.multiply(Curve.number(scalar))).mod(Curve.ORDER);
    byte[] signature = Arrays.copyOf(commitment, 2 * HALF_BYTES);
    System.arraycopy(Curve.bytes(answer), 0, signature, HALF_BYTES, HALF_BYTES);
    if (!Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length)) {
      // A wrong one could give the key away.
      throw new IllegalStateException("A signature came out wrong and was thrown away.");
    }
    return signature;
  }

  /** Adds a random multiple of the order, which changes the steps but not the result. */
  private static byte[] times(BigInteger factor) {
    BigInteger blind = new BigInteger(BLINDING_BITS, new SecureRandom());
    BigInteger blinded = factor.mod(Curve.ORDER).add(Curve.ORDER.multiply(blind));
    return Curve.timesBase(blinded, Curve.ORDER.bitLength() + BLINDING_BITS + 1);
  }

  private static byte[] sha512(byte[]... parts) {
    MessageDigest digest = Hashes.digest("SHA-512");
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
