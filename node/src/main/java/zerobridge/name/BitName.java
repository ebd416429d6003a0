package zerobridge.name;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Namecoin name such as {@code talk.bit}, in lower case (Namecoin specification, how ZeroNet
 * resolves names).
 *
 * @param value labels joined by dots, ending in {@code .bit}
 */
public record BitName(String value) {
  /** As in the DNS: a whole name has at most 253 characters, a label at most 63. */
  private static final int MAX_LENGTH = 253;

  private static final Pattern SYNTAX =
      Pattern.compile("(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\\.)+bit");

  public BitName {
    if (value.length() > MAX_LENGTH || !SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "\"" + shown(value) + "\" is not a .bit name: letters, digits and hyphens, then .bit");
    }
  }

  /** Reads a name as a person or a browser writes it: any case, a trailing dot allowed. */
  public static Optional<BitName> parse(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    if (name.endsWith(".bit.")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.length() <= MAX_LENGTH && SYNTAX.matcher(name).matches()
        ? Optional.of(new BitName(name))
        : Optional.empty();
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  @Override
  public String toString() {
    return value;
  }
}
