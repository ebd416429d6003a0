package zerobridge.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.exceptions.AddressFormatException;

/**
 * The address of a site or of a user: a Bitcoin address of the main network. As in the whole
 * network only the syntax is demanded, 26 to 35 letters and digits of ASCII; the checksum is
 * verified where a real key is needed ({@link #hash160}).
 */
public record SiteAddress(String value) implements Comparable<SiteAddress> {
  private static final int MIN_LENGTH = 26;
  private static final int MAX_LENGTH = 35;
  private static final int HASH_BYTES = 20;
  private static final int SHORT_HEAD = 6;
  private static final int SHORT_TAIL = 4;

  /**
   * Checks the syntax.
   *
   * @throws IllegalArgumentException if {@code value} is no address
   */
  public SiteAddress {
    if (!isValid(value)) {
      throw new IllegalArgumentException("Not a site address: " + value);
    }
  }

  /**
   * Reads an address from outside.
   *
   * @throws IllegalArgumentException with a sentence if it is none
   */
  public static SiteAddress parse(String text) {
    return new SiteAddress(text);
  }

  /** Tells whether {@code text} has the syntax of an address. */
  public static boolean isValid(String text) {
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!digit && !letter) {
        return false;
      }
    }
    return true;
  }

  /** The id of the site among trackers: SHA-1 of the address's text, 20 bytes. */
  public byte[] sha1() {
    return Hashes.sha1(bytes());
  }

  /** SHA-256 of the address's text, 32 bytes. */
  public byte[] sha256() {
    return Hashes.sha256(bytes());
  }

  /** For logs: {@code 1HeLLo..Tf3D}. */
  public String shortened() {
    return value.substring(0, SHORT_HEAD) + ".." + value.substring(value.length() - SHORT_TAIL);
  }

  /**
   * The address of version 0 with this hash.
   *
   * @throws IllegalArgumentException if the hash hasn't 20 bytes
   */
  public static SiteAddress ofHash160(byte[] hash) {
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException("A public key's hash has 20 bytes, not " + hash.length);
    }
    return new SiteAddress(Base58.encodeChecked(0, hash));
  }

  /** The hash of the public key, 20 bytes; empty if this is not a real address of version 0. */
  public Optional<byte[]> hash160() {
    try {
      byte[] decoded = Base58.decodeChecked(value);
      return decoded.length == 1 + HASH_BYTES && decoded[0] == 0
          ? Optional.of(Arrays.copyOfRange(decoded, 1, decoded.length))
          : Optional.empty();
    } catch (AddressFormatException e) {
      return Optional.empty();
    }
  }

  byte[] bytes() {
    return value.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public int compareTo(SiteAddress other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
