package zerobridge.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;

/**
 * Messages signed as Bitcoin wallets do (content model, "Keys and signatures"). Verifying means to
 * recover the public key from the signature and to compare its address. Safe for any thread.
 */
public final class BitcoinMessage {
  /** A signature: header, r, s. */
  static final int SIGNATURE_BYTES = 65;

  /** Longest Base64 text looked at: room for the line ends and spaces that are skipped. */
  private static final int MAX_SIGNATURE_TEXT = 1024;

  private static final byte[] MAGIC =
      "\u0018Bitcoin Signed Message:\n".getBytes(StandardCharsets.US_ASCII);

  private BitcoinMessage() {}

  /** Tells whether {@code address} signed {@code message}; anything malformed means no. */
  public static boolean isSignedBy(byte[] message, String signature, String address) {
    return signer(message, signature).filter(address::equals).isPresent();
  }

  /** Tells whether one of {@code addresses} signed {@code message}. */
  public static boolean isSignedBy(byte[] message, String signature, Collection<String> addresses) {
    return !addresses.isEmpty()
        && signer(message, signature).filter(addresses::contains).isPresent();
  }

  /** The address whose key made {@code signature} over {@code message}; empty if malformed. */
  public static Optional<String> signer(byte[] message, String signature) {
    byte[] decoded = decode(signature);
    if (decoded.length != SIGNATURE_BYTES) {
      return Optional.empty();
    }
    return KeyRecovery.address(
        decoded[0] & 0xff,
        Arrays.copyOfRange(decoded, 1, 33),
        Arrays.copyOfRange(decoded, 33, 65),
        digest(message));
  }

  /** What is really signed: two rounds of SHA-256 over the length-prefixed message. */
  static byte[] digest(byte[] message) {
    MessageDigest sha256 = Hashes.digest("SHA-256");
    sha256.update(MAGIC);
    sha256.update(lengthPrefix(message.length));
    return sha256.digest(sha256.digest(message));
  }

  private static byte[] lengthPrefix(int length) {
    if (length < 0xfd) {
      return new byte[] {(byte) length};
    }
    if (length < 0x10000) {
      return new byte[] {(byte) 0xfd, (byte) length, (byte) (length >> 8)};
    }
    return new byte[] {
      (byte) 0xfe, (byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)
    };
  }

  /** Decodes as other nodes do: skips what is not Base64, demands right padding. Empty if wrong. */
  private static byte[] decode(String signature) {
    if (signature.length() > MAX_SIGNATURE_TEXT) {
      return new byte[0];
    }
    ByteArrayOutputStream clean = new ByteArrayOutputStream(signature.length());
    for (int i = 0; i < signature.length(); i++) {
      char c = signature.charAt(i);
      if (isBase64(c)) {
        clean.write(c);
      }
    }
    if (clean.size() % 4 != 0) {
      return new byte[0];
    }
    try {
      return Base64.getDecoder().decode(clean.toByteArray());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/'
        || c == '=';
  }
}
