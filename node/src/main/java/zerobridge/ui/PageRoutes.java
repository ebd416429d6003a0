package zerobridge.ui;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.FormFields;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.api.ApiServer;
import zerobridge.api.PageSession;
import zerobridge.content.Manifest;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;
import zerobridge.site.SiteException;
import zerobridge.site.SiteRegistry;

/**
 * A site's page host: the wrapper, the node's own files for it, and nothing of the site itself, so
 * that no byte of a stranger ever runs where the wrapper's rights are.
 */
final class PageRoutes {
  private static final Logger log = LoggerFactory.getLogger(PageRoutes.class);

  private static final String SESSION = "/ZeroNet-Internal/Session";
  private static final String ADD = "/ZeroNet-Internal/Add";

  /** A form with a pass and a path. */
  private static final int MAX_FORM = 16_384;

  private static final int MAX_FIELDS = 8;

  private final HostPolicy hosts;
  private final SiteLabels labels;
  private final SiteRegistry sites;
  private final WrapperPage wrapper;
  private final Assets assets;
  private final ApiServer api;

  PageRoutes(
      HostPolicy hosts,
      SiteLabels labels,
      SiteRegistry sites,
      WrapperPage wrapper,
      Assets assets,
      ApiServer api) {
    this.hosts = hosts;
    this.labels = labels;
    this.sites = sites;
    this.wrapper = wrapper;
    this.assets = assets;
    this.api = api;
  }

  void handle(Exchange exchange, SiteLabel label) {
    RequestTarget target = exchange.target();
    if (target.path().startsWith("/.ui/")) {
      assets.serve(target, exchange.request(), exchange.response(), exchange.callback());
      return;
    }
    labels
        .resolve(label)
        .thenAccept(
            found -> {
              if (found.isPresent()) {
                route(exchange, label, found.get());
              } else {
                exchange.error(unknownName(label));
              }
            })
        .exceptionally(
            problem -> {
              log.error("The page {} failed", target.path(), problem);
              exchange.fail(problem);
              return null;
            });
  }

  private ErrorPage unknownName(SiteLabel label) {
    return new ErrorPage(
        404,
        "No site is known as " + label.site(),
        "Neither your own list of names nor the list of the ZeroName site has it. If ZeroBridge has"
            + " just been installed, that list may still be on its way.",
        "Check how it is written, or try again in a minute.",
        hosts.ownOrigin() + "/",
        "To your sites");
  }

  private void route(Exchange exchange, SiteLabel label, SiteAddress address) {
    String path = exchange.target().path();
    if (path.equals(SESSION) || path.equals(ADD)) {
      if (!exchange.isPost() || !isOwnForm(exchange, label)) {
        exchange.refuse(403, "Only the page itself can do this.");
      } else if (path.equals(SESSION)) {
        renewSession(exchange, address);
      } else {
        addByForm(exchange, label, address);
      }
    } else if (exchange.isPost()) {
      exchange.refuse(405, "Pages can only be read.");
    } else if (path.equals("/favicon.ico")) {
      favicon(exchange, address);
    } else if (exchange.fetch().isFrameNavigation()) {
      exchange.refuse(403, "A page around a site can't be put into a frame.");
    } else {
      page(exchange, label, address);
    }
  }

  /** Browsers name the origin of every POST; only the page's own counts. */
  private boolean isOwnForm(Exchange exchange, SiteLabel label) {
    return hosts.pageOrigin(label).equals(exchange.header("Origin"));
  }

  private void page(Exchange exchange, SiteLabel label, SiteAddress address) {
    RequestTarget target = exchange.target();
    Optional<SiteLabel> other = SiteLabels.ofSegment(target.firstSegment());
    if (other.isPresent() && !isOwnFile(address, target)) {
      boolean own = target.firstSegment().equals(address.value());
      exchange.redirect(hosts.pageOrigin(own ? label : other.get()) + target.rawRest());
      return;
    }
    FetchMetadata fetch = exchange.fetch();
    if (!fetch.isTopNavigation() || fetch.prefetch()) {
      exchange.refuse(403, "This address opens a page and can't be loaded as a part of one.");
      return;
    }
    boolean known = sites.find(address).isPresent();
    boolean isPage = MimeTypes.isPage(target.path());
    boolean ask = known ? !isPage && fetch.isCrossSite() : !fetch.isOwnWish();
    if (ask) {
      wrapper.sendPrompt(exchange, label, address);
    } else if (isPage) {
      showWrapper(exchange, label, address);
    } else {
      exchange.redirect(
          hosts.contentOrigin(label) + "/" + address.value() + exchange.target().raw());
    }
  }

  /** Whether the site has a file of its own under this path, so that it is not another site. */
  private boolean isOwnFile(SiteAddress address, RequestTarget target) {
    Optional<Site> site = sites.find(address);
    if (site.isEmpty()) {
      return false;
    }
    try {
      return Files.exists(site.get().file(InnerPath.parse(target.path().substring(1))));
    } catch (IllegalInnerPathException e) {
      return false;
    }
  }

  private void showWrapper(Exchange exchange, SiteLabel label, SiteAddress address) {
    try {
      Site site = sites.open(address);
      PageSession session = api.openPage(site);
      wrapper.send(exchange, label, site, session);
    } catch (SiteException e) {
      exchange.error(
          new ErrorPage(
              503,
              "This site can't be opened now",
              String.valueOf(e.getMessage()) + ".",
              "Try again when ZeroBridge runs."));
    }
  }

  /** New keys for a page whose connection broke, for instance because the node was started anew. */
  private void renewSession(Exchange exchange, SiteAddress address) {
    Optional<Site> site = sites.find(address);
    if (site.isEmpty()) {
      exchange.refuse(404, "This site is not here any more.");
      return;
    }
    PageSession session = api.openPage(site.get());
    Replies.json(
        exchange.request(), exchange.response(), exchange.callback(), WrapperPage.keys(session));
  }

  private void addByForm(Exchange exchange, SiteLabel label, SiteAddress address) {
    if (exchange.request().getLength() > MAX_FORM) {
      exchange.refuse(413, "This form is too long.");
      return;
    }
    // Fails by itself for a longer body without a stated length.
    FormFields.onFields(
        exchange.request(),
        StandardCharsets.UTF_8,
        MAX_FIELDS,
        MAX_FORM,
        Promise.Invocable.from(
            InvocationType.NON_BLOCKING,
            (fields, problem) -> {
              if (problem != null) {
                exchange.refuse(400, "This form can't be read.");
              } else {
                addByForm(exchange, label, address, fields);
              }
            }));
  }

  private void addByForm(Exchange exchange, SiteLabel label, SiteAddress address, Fields form) {
    String nonce = Objects.requireNonNullElse(form.getValue("nonce"), "");
    String next = Objects.requireNonNullElse(form.getValue("next"), "/");
    if (!wrapper.takeAddNonce(nonce, label)) {
      exchange.refuse(403, "This question is no longer open. Go back and try again.");
      return;
    }
    try {
      sites.open(address);
    } catch (SiteException e) {
      exchange.refuse(503, String.valueOf(e.getMessage()));
      return;
    }
    boolean local = next.startsWith("/") && !next.startsWith("//");
    exchange.response().setStatus(303);
    exchange.set("Location", hosts.pageOrigin(label) + (local ? next : "/"));
    exchange.response().write(true, null, exchange.callback());
  }

  /**
   * The site's picture if it is a plain one, else ours: never a document, whatever it is called.
   */
  private void favicon(Exchange exchange, SiteAddress address) {
    Optional<byte[]> own = sites.find(address).flatMap(PageRoutes::ownFavicon);
    exchange.set("Content-Security-Policy", "default-src 'none'; sandbox");
    exchange.set(HttpHeader.CACHE_CONTROL.asString(), "private, max-age=600");
    String type = own.isPresent() ? "image/x-icon" : "image/svg+xml";
    byte[] picture = own.orElseGet(() -> Assets.bytes("mark.svg"));
    Replies.send(exchange.request(), exchange.response(), exchange.callback(), 200, type, picture);
  }

  private static final int MAX_FAVICON = 500_000;

  private static Optional<byte[]> ownFavicon(Site site) {
    Manifest root = site.root();
    JsonObject json = root == null ? new JsonObject() : root.json();
    if (!json.has("favicon") || !json.get("favicon").isJsonPrimitive()) {
      return Optional.empty();
    }
    String name = json.get("favicon").getAsString().toLowerCase(Locale.ROOT);
    try {
      Path file = site.file(InnerPath.parse(json.get("favicon").getAsString()));
      boolean good =
          MimeTypes.isPlainImage(MimeTypes.of(name))
              && Files.isRegularFile(file)
              && Files.size(file) <= MAX_FAVICON;
      return good ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException | IllegalInnerPathException e) {
      log.debug("The picture of {} can't be read: {}", site, e.getMessage());
      return Optional.empty();
    }
  }
}
