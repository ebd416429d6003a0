package zerobridge.ui;

import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/**
 * What the browser says about a request: from which site, for which use. Browsers send these
 * headers to every loopback name; a request without them comes from an old browser or a program,
 * and the second leg of each rule (Accept, Origin, Referer) decides (UI server, response headers).
 *
 * @param site {@code none}, {@code same-origin}, {@code same-site}, {@code cross-site}, or empty
 * @param mode {@code navigate}, {@code cors}, {@code no-cors}, {@code websocket}, or empty
 * @param dest {@code document}, {@code iframe}, {@code image}, ..., or empty
 * @param prefetch the browser only guesses that the person might go there
 * @param wantsPage the Accept header asks for a page
 * @param program no Fetch metadata, no Origin, no Referer: not a page of a browser
 */
record FetchMetadata(
    String site, String mode, String dest, boolean prefetch, boolean wantsPage, boolean program) {
  static FetchMetadata of(HttpFields headers) {
    String accept = lower(headers.get("Accept"));
    boolean known = headers.get("Sec-Fetch-Site") != null;
    boolean linked = headers.get("Origin") != null || headers.get("Referer") != null;
    boolean prefetch =
        lower(headers.get("Sec-Purpose")).contains("prefetch")
            || lower(headers.get("Purpose")).contains("prefetch")
            || lower(headers.get("X-Moz")).contains("prefetch");
    boolean ajax =
        lower(headers.get("X-Requested-With")).equals("xmlhttprequest")
            || headers.get("Upgrade") != null;
    boolean program = !known && !linked && (accept.isEmpty() || accept.equals("*/*"));
    return new FetchMetadata(
        lower(headers.get("Sec-Fetch-Site")),
        lower(headers.get("Sec-Fetch-Mode")),
        lower(headers.get("Sec-Fetch-Dest")),
        prefetch,
        !ajax && (accept.contains("text/html") || program),
        program);
  }

  /** Whether the browser sent these headers at all. */
  boolean isKnown() {
    return !site.isEmpty();
  }

  /** The page in the address bar, as opposed to a frame, a picture or a script's request. */
  boolean isTopNavigation() {
    return isKnown() ? mode.equals("navigate") && dest.equals("document") : wantsPage;
  }

  /** A document inside another one. */
  boolean isFrameNavigation() {
    return mode.equals("navigate") && !dest.equals("document");
  }

  /** Any document that the browser would show, also where it doesn't say so. */
  boolean isNavigation() {
    return isKnown() ? mode.equals("navigate") : wantsPage;
  }

  boolean isSameOrigin() {
    return site.equals("same-origin");
  }

  boolean isCrossSite() {
    return site.equals("cross-site");
  }

  /**
   * Whether the person went there on their own: typed, bookmarked, or a link within the same
   * origin. Only then may a visit have effects such as adding a site.
   */
  boolean isOwnWish() {
    return isTopNavigation() && !prefetch && (site.equals("none") || isSameOrigin());
  }

  private static String lower(@Nullable String value) {
    return value == null ? "" : value.toLowerCase(Locale.ROOT);
  }
}
