package zerobridge.net;

import java.util.Locale;

/** The kinds of hosts that peers and trackers are named by. */
public enum HostKind {
  IPV4,
  IPV6,
  ONION,
  /** A host name, which only a resolver can turn into an address. */
  UNKNOWN;

  /** Decides by the look of the text alone, as the reference does; asks no resolver. */
  public static HostKind of(String host) {
    if (host.toLowerCase(Locale.ROOT).endsWith(".onion")) {
      return ONION;
    }
    if (host.indexOf(':') >= 0) {
      return IPV6;
    }
    return !host.isEmpty() && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
        ? IPV4
        : UNKNOWN;
  }

  /** The word the protocol and the user interface use: {@code ipv4}, {@code onion}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
