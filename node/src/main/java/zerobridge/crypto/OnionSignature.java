package zerobridge.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Proofs that somebody holds the key of an onion service (peer protocol, zero trackers): Ed25519
 * for version 3, RSA with SHA-256 for version 2. Safe for any thread.
 */
public final class OnionSignature {
  private static final int ED25519_KEY_BYTES = 32;
  private static final int ED25519_SIGNATURE_BYTES = 64;

  /** Every service of version 2 has a key of this size; larger ones would only cost us time. */
  private static final int RSA_BITS = 1024;

  private static final int MAX_RSA_KEY_BYTES = 256;

  private OnionSignature() {}

  /**
   * Checks a signature.
   *
   * @param publicKey 32 bytes of Ed25519, or an RSA key of 1024 bits in PKCS #1 DER
   */
  public static boolean isValid(byte[] publicKey, byte[] message, byte[] signature) {
    if (publicKey.length == ED25519_KEY_BYTES) {
      // The key of a point of small order would let anybody sign.
      return signature.length == ED25519_SIGNATURE_BYTES
          && Ed25519.validatePublicKeyFull(publicKey, 0)
          && Ed25519.verify(signature, 0, publicKey, 0, message, 0, message.length);
    }
    return publicKey.length <= MAX_RSA_KEY_BYTES && isRsaValid(publicKey, message, signature);
  }

  private static boolean isRsaValid(byte[] publicKey, byte[] message, byte[] signature) {
    try {
      RSAPublicKey key = RSAPublicKey.getInstance(publicKey);
      if (key.getModulus().bitLength() != RSA_BITS) {
        return false;
      }
      Signature method = Signature.getInstance("SHA256withRSA");
      method.initVerify(
          KeyFactory.getInstance("RSA")
              .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent())));
      method.update(message);
      return method.verify(signature);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Not a key, or no signature of that length: in either case no proof.
      return false;
    }
  }
}
