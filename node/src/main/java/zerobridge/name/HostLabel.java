package zerobridge.name;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import zerobridge.crypto.SiteAddress;

/**
 * The one label under {@code localhost} that a site's page lives on. Host names ignore letter case
 * and two labels would make all sites one to the browser, so a name's dots become hyphens ({@code
 * talk.bit} is {@code talk-bit}, a hyphen is doubled), and an address is the base32 of its 20 bytes
 * (RFC 4648, lower case, 32 characters).
 */
public final class HostLabel {
  /** Longest label of a host name (RFC 1035). */
  private static final int MAX_LENGTH = 63;

  private static final int HASH_BYTES = 20;
  private static final int HASH_CHARACTERS = 32;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z0-9]+");

  private HostLabel() {}

  /**
   * The label of a name or an address.
   *
   * @param nameOrAddress a name in any letter case, or a base58check address of version 0
   * @return empty when it is neither, or too long for a label
   */
  public static Optional<String> of(String nameOrAddress) {
    String lower = nameOrAddress.toLowerCase(Locale.ROOT);
    if (NAME.matcher(lower).matches()) {
      String label = lower.replace("-", "--").replace('.', '-');
      return label.length() <= MAX_LENGTH ? Optional.of(label) : Optional.empty();
    }
    return hashOf(nameOrAddress).map(HostLabel::base32);
  }

  /**
   * The name or address that a label stands for.
   *
   * @return empty when no name and no address has this label
   */
  public static Optional<String> toNameOrAddress(String label) {
    String lower = label.toLowerCase(Locale.ROOT);
    if (lower.length() == HASH_CHARACTERS && lower.indexOf('-') < 0) {
      return unbase32(lower).map(hash -> SiteAddress.ofHash160(hash).value());
    }
    String name = lower.replace("--", "\0").replace('-', '.').replace('\0', '-');
    return NAME.matcher(name).matches() && of(name).equals(Optional.of(lower))
        ? Optional.of(name)
        : Optional.empty();
  }

  /** Whether the text is a base58check address of version 0, checksum included. */
  public static boolean isAddress(String text) {
    return hashOf(text).isPresent();
  }

  private static Optional<byte[]> hashOf(String address) {
    return SiteAddress.isValid(address) ? new SiteAddress(address).hash160() : Optional.empty();
  }

  private static String base32(byte[] hash) {
    BigInteger number = new BigInteger(1, hash);
    StringBuilder text = new StringBuilder(HASH_CHARACTERS);
    for (int i = HASH_CHARACTERS - 1; i >= 0; i--) {
      text.append(BASE32.charAt(number.shiftRight(5 * i).intValue() & 31));
    }
    return text.toString();
  }

  private static Optional<byte[]> unbase32(String text) {
    BigInteger number = BigInteger.ZERO;
    for (int i = 0; i < text.length(); i++) {
      int digit = BASE32.indexOf(text.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      number = number.shiftLeft(5).or(BigInteger.valueOf(digit));
    }
    byte[] bytes = number.toByteArray();
    byte[] hash = new byte[HASH_BYTES];
    int length = Math.min(bytes.length, HASH_BYTES);
    System.arraycopy(bytes, bytes.length - length, hash, HASH_BYTES - length, length);
    return Optional.of(hash);
  }
}
