package zerobridge.name;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person typed or clicked, understood: the only parser of such text. Takes names ({@code
 * talk.bit}), addresses, {@code zero:} and {@code web+zero:} URLs, pages of this or another node
 * ({@code http://127.0.0.1:43110/…}, {@code http://talk-bit.localhost:43110/}), {@code
 * http://zero/…} and {@code <base32>.zite}, each with path, query and fragment behind it.
 *
 * @param kind whether {@code site} can be used as it is
 * @param site a lower-case name, an address, or an address whose letter case was lost
 * @param rest path, query and fragment; starts with {@code /}; characters that URLs don't allow are
 *     percent-encoded
 */
public record TypedAddress(Kind kind, String site, String rest) {
  /** Longest text that is looked at, in characters. */
  public static final int LIMIT = 8_192;

  /** What the site part is. */
  public enum Kind {
    /** A name that has to be resolved. */
    NAME,
    /** A complete address, checksum verified. */
    ADDRESS,
    /** An address that a browser lower-cased because it stood where a host stands. */
    LOWERED
  }

  private static final Pattern SCHEME =
      Pattern.compile("(?:web\\+|ext\\+)?zero:/*", Pattern.CASE_INSENSITIVE);
  private static final Pattern WEB =
      Pattern.compile("https?://([^/?#]*)(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern OWN_HOST =
      Pattern.compile("(?:127\\.0\\.0\\.1|localhost|\\[::1]|zero)(?::\\d{1,5})?");
  private static final Pattern LABEL_HOST =
      Pattern.compile("(?:c\\.)?([a-z0-9-]{1,63})\\.localhost(?::\\d{1,5})?");
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+(?:bit|zite)");
  private static final Pattern BASE32_ZITE = Pattern.compile("([a-z2-7]{32})\\.zite");
  private static final Pattern LOWERED = Pattern.compile("1[0-9a-z]{25,33}");
  private static final String ALLOWED =
      "-._~!$&'()*+,;=:@/?" + "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  /**
   * Understands a text.
   *
   * @throws IllegalArgumentException with a sentence for the person when it leads to no site
   */
  public static TypedAddress parse(String text) {
    String typed = text.strip();
    if (typed.isEmpty() || typed.length() > LIMIT) {
      throw new IllegalArgumentException("There is nothing to open in this text");
    }
    Matcher scheme = SCHEME.matcher(typed);
    if (scheme.lookingAt()) {
      return ofPath(typed.substring(scheme.end()));
    }
    Matcher web = WEB.matcher(typed);
    if (!web.matches()) {
      return ofPath(typed);
    }
    String host = web.group(1).toLowerCase(Locale.ROOT);
    if (OWN_HOST.matcher(host).matches()) {
      return ofPath(web.group(2).replaceFirst("^/+", ""));
    }
    Matcher label = LABEL_HOST.matcher(host);
    if (label.matches()) {
      String site = HostLabel.toNameOrAddress(label.group(1)).orElse("");
      boolean frame = host.startsWith("c.");
      return of(site, frame ? web.group(2).replaceFirst("^/[^/?#]*", "") : web.group(2));
    }
    return of(web.group(1).replaceFirst(":\\d{1,5}$", ""), web.group(2));
  }

  /** Path below the node's URL, without a leading slash, such as {@code talk.bit/?Topic:5}. */
  public String path() {
    return site + rest;
  }

  /** The same place at the site that the lost letter case turned out to be. */
  public TypedAddress at(String address) {
    return new TypedAddress(Kind.ADDRESS, address, rest);
  }

  private static TypedAddress ofPath(String path) {
    int end = 0;
    while (end < path.length() && "/?#".indexOf(path.charAt(end)) < 0) {
      end++;
    }
    return of(path.substring(0, end), path.substring(end));
  }

  private static TypedAddress of(String site, String tail) {
    String rest = encoded(tail.startsWith("/") ? tail : "/" + tail);
    String lower = site.toLowerCase(Locale.ROOT);
    Matcher base32 = BASE32_ZITE.matcher(lower);
    if (base32.matches()) {
      return new TypedAddress(
          Kind.ADDRESS, HostLabel.toNameOrAddress(base32.group(1)).orElseThrow(), rest);
    }
    if (NAME.matcher(lower).matches() && lower.length() <= 253) {
      return new TypedAddress(Kind.NAME, lower, rest);
    }
    if (HostLabel.isAddress(site)) {
      return new TypedAddress(Kind.ADDRESS, site, rest);
    }
    if (site.equals(lower) && LOWERED.matcher(site).matches()) {
      return new TypedAddress(Kind.LOWERED, site, rest);
    }
    throw new IllegalArgumentException(
        site.matches("[13][0-9A-Za-z]{25,34}")
            ? "This address has a typing mistake: its check digits don't fit"
            : "This is neither a name such as talk.bit nor a site's address");
  }

  /** Escapes what a URL must not contain; what is already escaped stays. */
  private static String encoded(String tail) {
    StringBuilder out = new StringBuilder(tail.length());
    byte[] bytes = tail.getBytes(StandardCharsets.UTF_8);
    boolean inFragment = false;
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      boolean opensFragment = c == '#' && !inFragment;
      boolean escaped =
          c == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
      if (ALLOWED.indexOf(c) >= 0 || opensFragment || escaped) {
        out.append(c);
        inFragment |= opensFragment;
      } else {
        out.append(String.format("%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private static boolean isHex(byte b) {
    return Character.digit(b, 16) >= 0;
  }
}
