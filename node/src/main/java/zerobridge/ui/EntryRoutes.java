package zerobridge.ui;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.TypedAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteRegistry;

/**
 * The plain address of the node, {@code 127.0.0.1:PORT}: sends people on to the host of the site
 * they want, whatever form they used. Answers don't depend on which sites are here.
 */
final class EntryRoutes {
  private static final String INTERNAL = "/ZeroNet-Internal/";
  private static final String OPEN_LABEL = INTERNAL + "Open/label/";
  private static final String OPEN_LOWER = INTERNAL + "Open/lower/";
  private static final String OPEN = INTERNAL + "Open";

  private final HostPolicy hosts;
  private final SiteRegistry sites;
  private final @Nullable SiteAddress homepage;

  EntryRoutes(HostPolicy hosts, SiteRegistry sites, @Nullable SiteAddress homepage) {
    this.hosts = hosts;
    this.sites = sites;
    this.homepage = homepage;
  }

  void handle(Exchange exchange) {
    RequestTarget target = exchange.target();
    String path = target.path();
    if (path.equals("/")) {
      exchange.redirect(home());
    } else if (path.equals("/favicon.ico")) {
      exchange.redirect(hosts.ownOrigin() + "/favicon.ico");
    } else if (path.startsWith(OPEN_LABEL)) {
      openLabel(exchange, after(target, OPEN_LABEL));
    } else if (path.startsWith(OPEN_LOWER)) {
      openLower(exchange, after(target, OPEN_LOWER));
    } else if (path.equals(OPEN)) {
      openTyped(exchange, target.parameters().getOrDefault("u", ""));
    } else {
      open(exchange, target.firstSegment(), target.rawRest());
    }
  }

  /** A request that came through a proxy setting: the same addresses, named by the host. */
  void handleProxied(Exchange exchange, String name) {
    if (name.isEmpty()) {
      handle(exchange);
    } else {
      open(exchange, name, exchange.target().raw());
    }
  }

  private String home() {
    if (homepage != null) {
      Optional<SiteLabel> label = SiteLabel.of(homepage.value());
      if (label.isPresent()) {
        return hosts.pageOrigin(label.get()) + "/";
      }
    }
    return hosts.ownOrigin() + "/";
  }

  private static RequestTarget after(RequestTarget target, String prefix) {
    return new RequestTarget(
        "/" + target.rawPath().substring(prefix.length()),
        "/" + target.path().substring(prefix.length()),
        target.rawQuery());
  }

  /** A typed {@code <label>.zite}: an address in the form that hosts can carry, or a name. */
  private void openLabel(Exchange exchange, RequestTarget rest) {
    String text = rest.firstSegment().toLowerCase(Locale.ROOT);
    Optional<SiteLabel> label = SiteLabel.parse(text);
    if (label.isPresent()) {
      exchange.redirect(hosts.pageOrigin(label.get()) + rest.rawRest());
    } else {
      open(exchange, text + ".bit", rest.rawRest());
    }
  }

  /** An address that a browser turned into a host and so into small letters. */
  private void openLower(Exchange exchange, RequestTarget rest) {
    lowered(exchange, rest.firstSegment().toLowerCase(Locale.ROOT), rest.rawRest());
  }

  private void lowered(Exchange exchange, String lower, String rest) {
    for (Site site : sites.all()) {
      if (site.address().value().toLowerCase(Locale.ROOT).equals(lower)) {
        open(exchange, site.address().value(), rest);
        return;
      }
    }
    exchange.error(
        new ErrorPage(
            404,
            "This address lost its capital letters",
            "Browsers write hosts in small letters, but "
                + lower
                + " needs its capitals, and it is"
                + " none of the sites you have.",
            "Type zero and a space first, then the address: so it stays as it is. Or put it behind"
                + " http://127.0.0.1:43110/ with its capitals."));
  }

  /** Text from a search field: a name, an address, or zero: with one of them. */
  private void openTyped(Exchange exchange, String text) {
    try {
      TypedAddress typed = TypedAddress.parse(text);
      if (typed.kind() == TypedAddress.Kind.LOWERED) {
        lowered(exchange, typed.site(), typed.rest());
      } else {
        open(exchange, typed.site(), typed.rest());
      }
    } catch (IllegalArgumentException e) {
      exchange.error(
          new ErrorPage(
              404,
              "There is no site “" + shortened(text) + "”",
              e.getMessage() + ".",
              "Check how it is written.",
              hosts.ownOrigin(),
              "To your sites"));
    }
  }

  private void open(Exchange exchange, String segment, String rawRest) {
    Optional<SiteLabel> label = SiteLabels.ofSegment(segment);
    if (label.isPresent()) {
      exchange.redirect(hosts.pageOrigin(label.get()) + rawRest);
    } else {
      exchange.error(notAnAddress(segment, hosts.ownOrigin()));
    }
  }

  private static String shortened(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  static ErrorPage notAnAddress(String text, String home) {
    String shown = shortened(text);
    if (SiteAddress.isValid(text)) {
      return new ErrorPage(
          404,
          "This address has a typing mistake",
          "The last letters of an address confirm the others, and in " + shown + " they don't.",
          "Compare it with where you have it from. Every letter counts, and so do capitals.",
          home,
          "To your sites");
    }
    return new ErrorPage(
        404,
        "There is no site “" + shown + "”",
        "A site has a name that ends in .bit, as talk.bit, or an address of 26 to 35 letters and"
            + " digits.",
        "Check how it is written.",
        home,
        "To your sites");
  }
}
