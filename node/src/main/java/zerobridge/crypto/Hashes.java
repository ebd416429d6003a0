package zerobridge.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash functions of the network. Safe for any thread. */
public final class Hashes {
  /** Bytes of SHA-512 that identify a file. */
  static final int SHA512_HALF_BYTES = 32;

  private Hashes() {}

  /** SHA-1 of {@code data}, 20 bytes. */
  public static byte[] sha1(byte[] data) {
    return digest("SHA-1").digest(data);
  }

  /** SHA-256 of {@code data}, 32 bytes. */
  public static byte[] sha256(byte[] data) {
    return digest("SHA-256").digest(data);
  }

  /**
   * The hash by which manifests list files: the first half of SHA-512 as 64 lower-case hex digits.
   */
  public static String sha512Half(byte[] data) {
    return half(digest("SHA-512").digest(data));
  }

  static String half(byte[] sha512) {
    return HexFormat.of().formatHex(sha512, 0, SHA512_HALF_BYTES);
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has " + algorithm, e);
    }
  }
}
