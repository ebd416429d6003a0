package zerobridge.ui;

/**
 * What a person typed or pasted, taken apart: {@code talk.bit/?Topic:1}, {@code zero:1Abc…}, {@code
 * http://127.0.0.1:43110/1Abc…/page.html}.
 *
 * @param site a name or an address as written; not checked
 * @param rest path and query behind it, beginning with {@code /}
 */
record TypedAddress(String site, String rest) {
  /** The words that may stand before an address and mean this network. */
  private static final String[] PREFIXES = {
    "zero://", "zero:", "http://127.0.0.1:43110/", "http://localhost:43110/", "http://zero/",
    "https://", "http://"
  };

  static TypedAddress parse(String text) {
    String typed = text.strip();
    for (String prefix : PREFIXES) {
      if (typed.regionMatches(true, 0, prefix, 0, prefix.length())) {
        typed = typed.substring(prefix.length());
        break;
      }
    }
    while (typed.startsWith("/")) {
      typed = typed.substring(1);
    }
    int end = 0;
    while (end < typed.length() && "/?#".indexOf(typed.charAt(end)) < 0) {
      end++;
    }
    String rest = typed.substring(end);
    int hash = rest.indexOf('#');
    String fragment = hash < 0 ? "" : rest.substring(hash);
    String path = hash < 0 ? rest : rest.substring(0, hash);
    String rooted = path.startsWith("/") ? path : "/" + path;
    int query = rooted.indexOf('?');
    String encoded =
        query < 0
            ? encode(rooted)
            : encode(rooted.substring(0, query)) + "?" + encode(rooted.substring(query + 1));
    return new TypedAddress(typed.substring(0, end), encoded + encode(fragment));
  }

  /** Encodes what can't stand in an address and leaves escapes that are there. */
  private static String encode(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              boolean plain = c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
              String one = Character.toString(c);
              safe.append(plain ? one : RequestTarget.encodePath(one));
            });
    return safe.toString();
  }
}
