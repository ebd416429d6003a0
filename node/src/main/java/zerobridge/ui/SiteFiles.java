package zerobridge.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.Archive;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.site.BigFileReader;
import zerobridge.site.Site;
import zerobridge.site.SiteRegistry;

/**
 * A site's content host: its files, to its own frame only. Pages open with a pass and once; all
 * other files only for the frame's own requests (UI server, site files and own-origin mode). A file
 * that isn't here yet is fetched while the request waits, without holding a thread.
 */
final class SiteFiles {
  private static final Logger log = LoggerFactory.getLogger(SiteFiles.class);

  private static final String CORS = "cors-";

  private final HostPolicy hosts;
  private final SiteLabels labels;
  private final SiteRegistry sites;
  private final Nonces nonces;
  private final WrapperPage wrapper;
  private final FileSender sender;
  private final ArchiveSender archives;

  SiteFiles(
      HostPolicy hosts,
      SiteLabels labels,
      SiteRegistry sites,
      Nonces nonces,
      WrapperPage wrapper,
      FileSender sender) {
    this.hosts = hosts;
    this.labels = labels;
    this.sites = sites;
    this.nonces = nonces;
    this.wrapper = wrapper;
    this.sender = sender;
    this.archives = new ArchiveSender(sender);
  }

  void handle(Exchange exchange, SiteLabel label) {
    if (exchange.isPost()) {
      exchange.refuse(405, "Files can only be read.");
      return;
    }
    if (exchange.target().path().startsWith("/.ui/")) {
      sender
          .assets()
          .serve(exchange.target(), exchange.request(), exchange.response(), exchange.callback());
      return;
    }
    labels
        .resolve(label)
        .thenAccept(found -> route(exchange, label, found))
        .exceptionally(
            problem -> {
              log.error("The file {} failed", exchange.target().path(), problem);
              exchange.fail(problem);
              return null;
            });
  }

  private void route(Exchange exchange, SiteLabel label, Optional<SiteAddress> found) {
    FetchMetadata fetch = exchange.fetch();
    RequestTarget target = exchange.target();
    boolean own = found.isPresent() && target.firstSegment().equals(found.get().value());
    boolean isPage = MimeTypes.isPage(own ? target.rest() : target.path());
    if (fetch.isTopNavigation() && fetch.isKnown() && (!own || isPage || fetch.isCrossSite())) {
      leaveFrame(exchange, label, own);
    } else if (!own) {
      exchange.refuse(404, "A site can load its own files only.");
    } else if (isPage && !isOwnFetch(fetch)) {
      page(exchange, label, found.get());
    } else if (mayLoad(exchange, label)) {
      file(exchange, found.get(), false);
    } else {
      exchange.refuse(403, "Other pages can't ask ZeroBridge.");
    }
  }

  /** A link of a site, followed in the address bar: to the page host of what it names. */
  private void leaveFrame(Exchange exchange, SiteLabel label, boolean own) {
    RequestTarget target = exchange.target();
    String query = RequestTarget.withoutNonce(target.rawQuery());
    RequestTarget clean = new RequestTarget(target.rawPath(), target.path(), query);
    Optional<SiteLabel> other =
        own ? Optional.of(label) : SiteLabels.ofSegment(target.firstSegment());
    if (other.isPresent()) {
      exchange.redirect(hosts.pageOrigin(other.get()) + clean.rawRest());
    } else {
      exchange.redirect(hosts.pageOrigin(label) + clean.raw());
    }
  }

  /** Script of the site reads a page of the site: data, not a document. */
  private static boolean isOwnFetch(FetchMetadata fetch) {
    return fetch.isSameOrigin() && !fetch.isNavigation();
  }

  private boolean mayLoad(Exchange exchange, SiteLabel label) {
    FetchMetadata fetch = exchange.fetch();
    if (fetch.isKnown()) {
      return true; // the gate let in only the same origin, and documents of the person
    }
    String referer = exchange.header("Referer");
    return referer != null
        && (referer.startsWith(hosts.contentOrigin(label) + "/")
            || referer.startsWith(hosts.pageOrigin(label) + "/"));
  }

  private void page(Exchange exchange, SiteLabel label, SiteAddress address) {
    RequestTarget target = exchange.target();
    String nonce = target.parameters().getOrDefault("wrapper_nonce", "");
    if (!nonce.isEmpty() && nonces.take(nonce, WrapperPage.subject(address))) {
      exchange.set(WrapperPage.AGENT_CLUSTER, "?1");
      exchange.set(
          "Content-Security-Policy",
          "sandbox allow-forms allow-scripts allow-top-navigation allow-popups allow-modals"
              + " allow-presentation allow-pointer-lock allow-popups-to-escape-sandbox"
              + " allow-same-origin; frame-ancestors "
              + hosts.pageOrigin(label));
      file(exchange, address, true);
      return;
    }
    String query = RequestTarget.withoutNonce(target.rawQuery());
    String rest = new RequestTarget(target.rawPath(), target.path(), query).rawRest();
    if (exchange.fetch().isFrameNavigation()) {
      wrapper.sendBreakout(exchange, label, rest);
    } else {
      exchange.redirect(hosts.pageOrigin(label) + rest);
    }
  }

  private void file(Exchange exchange, SiteAddress address, boolean isDocument) {
    String rest = exchange.target().rest().replace("/index.html/", "/");
    String text = rest.isEmpty() ? "" : rest.substring(1);
    if (text.isEmpty() || text.endsWith("/")) {
      text = text + "index.html";
    }
    Optional<Site> site = siteOf(address, text);
    if (site.isEmpty()) {
      exchange.refuse(404, "This site is not here.");
      return;
    }
    InnerPath path;
    try {
      path = InnerPath.parse(text.startsWith(CORS) ? text.substring(text.indexOf('/') + 1) : text);
      if (path.value().startsWith(".") || path.value().startsWith("-")) {
        exchange.refuse(404, "Names that begin with a dot or hyphen are private.");
        return;
      }
      serve(exchange, site.get(), path, site.get().file(path), isDocument);
    } catch (IllegalInnerPathException e) {
      exchange.error(
          new ErrorPage(404, "There is no such page", e.getMessage() + ".", "Check the address."));
    }
  }

  /** The site itself, or one that the person let it read. */
  private Optional<Site> siteOf(SiteAddress address, String text) {
    Optional<Site> own = sites.find(address);
    int slash = text.indexOf('/');
    if (!text.startsWith(CORS) || slash < 0) {
      return own;
    }
    String other = text.substring(CORS.length(), slash);
    boolean granted =
        own.isPresent() && own.get().settings().permissions().contains("Cors:" + other);
    return granted && SiteAddress.isValid(other)
        ? sites.find(SiteAddress.parse(other))
        : Optional.empty();
  }

  private void serve(Exchange exchange, Site site, InnerPath path, Path file, boolean isDocument) {
    Optional<BigFileReader> big = site.openBig(path).filter(reader -> !reader.isComplete());
    if (big.isPresent()) {
      sender.sendArriving(
          exchange, site, big.get(), isDocument, () -> exchange.error(missing(site, path)));
      return;
    }
    if (Files.isRegularFile(file)) {
      sender.send(exchange, site, path, file, isDocument);
      return;
    }
    if (Files.isDirectory(file)) {
      exchange.redirect(RequestTarget.encodePath(path.fileName()) + "/");
      return;
    }
    Optional<Archive.Place> packed = Archive.split(path);
    if (packed.isPresent()) {
      archives.send(
          exchange,
          site,
          path,
          packed.get(),
          isDocument,
          () -> exchange.error(missing(site, packed.get().archive(), path)));
      return;
    }
    // The browser may wait longer than an idle connection lives.
    exchange.request().addIdleTimeoutListener(timeout -> false);
    CompletableFuture<Void> unused =
        site.need(path, Site.PRIORITY_PAGE)
            .exceptionally(problem -> false)
            .thenAccept(
                here -> {
                  if (Files.isRegularFile(file)) {
                    sender.send(exchange, site, path, file, isDocument);
                  } else {
                    exchange.error(missing(site, path));
                  }
                });
  }

  private ErrorPage missing(Site site, InnerPath path) {
    return missing(site, path, path);
  }

  /**
   * Why a file is not here.
   *
   * @param fetched what would have had to come: the file, or the archive it is in
   */
  private ErrorPage missing(Site site, InnerPath fetched, InnerPath path) {
    if (site.root() == null) {
      return new ErrorPage(
          404,
          "Nobody answered for this site yet",
          site.problem(InnerPath.ROOT_MANIFEST)
                  .orElse("No one who has it was found among " + site.peers().size() + " devices")
              + ".",
          "It opens by itself as soon as someone who has it is online.");
    }
    return new ErrorPage(
        404,
        "“" + path.value() + "” is not here",
        site.problem(fetched).orElse("The site doesn't list such a file") + ".",
        "Check the address, or try again later: others may have it then.",
        "/", // of the content's host, which sends the whole page to the site's own
        "To the site's first page");
  }
}
