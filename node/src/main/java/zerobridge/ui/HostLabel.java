package zerobridge.ui;

import java.util.Optional;
import java.util.regex.Pattern;
import zerobridge.crypto.SiteAddress;

/**
 * The one host label of a site: a name with {@code -} doubled and {@code .} written {@code -}, or
 * the base32 form of an address, since hosts have no letter case and addresses do. Both can be read
 * back.
 *
 * <p>Immutable; safe for any thread.
 *
 * @param text the label, as in {@code talk-bit}
 * @param target what it stands for
 */
public record HostLabel(String text, Target target) {
  /** What a label stands for. */
  public sealed interface Target permits Name, Address {}

  /** A name that still has to be resolved, in lower case, as in {@code talk.bit}. */
  public record Name(String name) implements Target {}

  /** A site's address. */
  public record Address(SiteAddress address) implements Target {}

  /** The longest label that name systems and browsers take. */
  static final int MAX_LENGTH = 63;

  /** The 20 bytes of an ordinary address. */
  private static final int HASH_CHARACTERS = 32;

  private static final int HASH_BYTES = 20;

  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\\.)+[a-z][a-z0-9]*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?");
  private static final Pattern BASE32 = Pattern.compile("[a-z2-7]{" + HASH_CHARACTERS + "}");

  /** The label of a name in lower case; empty if it isn't one or gets too long for a host. */
  public static Optional<HostLabel> ofName(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    String text = name.replace("-", "--").replace('.', '-');
    return text.length() > MAX_LENGTH
        ? Optional.empty()
        : Optional.of(new HostLabel(text, new Name(name)));
  }

  /** The label of an address; empty if its checksum is wrong, for then no site can have it. */
  public static Optional<HostLabel> ofAddress(SiteAddress address) {
    return address
        .hash160()
        .map(hash -> new HostLabel(Base32.encode(hash), new Address(address)))
        // An address of another version has the same hash: only a label that leads back will do.
        .filter(
            label ->
                parse(label.text())
                    .filter(same -> same.target().equals(label.target()))
                    .isPresent());
  }

  /** Reads a label back. */
  public static Optional<HostLabel> parse(String text) {
    if (text.length() > MAX_LENGTH || !LABEL.matcher(text).matches()) {
      return Optional.empty();
    }
    if (BASE32.matcher(text).matches()) {
      byte[] hash = Base32.decode(text, HASH_BYTES);
      return Optional.of(new HostLabel(text, new Address(SiteAddress.ofHash160(hash))));
    }
    String name = nameOf(text);
    return ofName(name).filter(label -> label.text().equals(text));
  }

  /** Doubled hyphens first, from the left: a name's parts never begin or end with one. */
  private static String nameOf(String text) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-') {
        name.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '-') {
        name.append('-');
        i++;
      } else {
        name.append('.');
      }
    }
    return name.toString();
  }

  @Override
  public String toString() {
    return text;
  }
}
