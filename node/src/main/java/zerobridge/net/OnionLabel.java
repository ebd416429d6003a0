package zerobridge.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;
import zerobridge.crypto.Hashes;

/** Base32 of onion names: 10 bytes (version 2) or key, checksum and version (version 3). */
final class OnionLabel {
  static final int V2_BYTES = 10;
  static final int V3_BYTES = 35;
  private static final Pattern SYNTAX = Pattern.compile("[a-z2-7]{16}|[a-z2-7]{56}");
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int KEY_BYTES = 32;

  private OnionLabel() {}

  static boolean isValid(String label) {
    return SYNTAX.matcher(label).matches()
        && (label.length() == 16 || hasRightChecksum(decode(label)));
  }

  /** Version 3 carries SHA3-256(".onion checksum" || key || 03), first two bytes (rend-spec-v3). */
  private static boolean hasRightChecksum(byte[] decoded) {
    byte[] sum = checksum(decoded);
    return decoded[34] == 3 && decoded[32] == sum[0] && decoded[33] == sum[1];
  }

  /** Of the key in the first 32 bytes. */
  private static byte[] checksum(byte[] key) {
    try {
      MessageDigest sha3 = MessageDigest.getInstance("SHA3-256");
      sha3.update(".onion checksum".getBytes(US_ASCII));
      sha3.update(key, 0, KEY_BYTES);
      sha3.update((byte) 3);
      return sha3.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime since 9 has SHA3-256.", e);
    }
  }

  /**
   * The label that belongs to a key: version 3 for 32 bytes of Ed25519, else version 2 for an RSA
   * key in PKCS #1 DER.
   */
  static String ofKey(byte[] publicKey) {
    if (publicKey.length != KEY_BYTES) {
      return encode(Hashes.sha1(publicKey), V2_BYTES);
    }
    byte[] whole = Arrays.copyOf(publicKey, V3_BYTES);
    byte[] sum = checksum(publicKey);
    whole[32] = sum[0];
    whole[33] = sum[1];
    whole[34] = 3;
    return encode(whole, V3_BYTES);
  }

  static byte[] decode(String label) {
    byte[] bytes = new byte[label.length() * 5 / 8];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < label.length(); i++) {
      bits = bits << 5 | ALPHABET.indexOf(label.charAt(i));
      held += 5;
      if (held >= 8) {
        held -= 8;
        bytes[at++] = (byte) (bits >> held);
      }
    }
    return bytes;
  }

  static String encode(byte[] packed, int length) {
    byte[] bytes = Arrays.copyOf(packed, length);
    StringBuilder label = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      bits = bits << 8 | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        label.append(ALPHABET.charAt(bits >> held & 31));
      }
    }
    return label.toString();
  }
}
