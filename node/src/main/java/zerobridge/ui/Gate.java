package zerobridge.ui;

import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first thing every request meets: is the host ours, may this page ask at all, and which part
 * of the node answers. Refusals are alike whether or not a site is here, so that no page learns
 * which sites a person has, or that there is a node (UI server, host check and security history).
 */
final class Gate extends Handler.Wrapper {
  private static final Logger log = LoggerFactory.getLogger(Gate.class);

  private static final Set<String> METHODS = Set.of("GET", "HEAD", "OPTIONS", "POST");
  private static final String WEBSOCKET = "/ZeroNet-Internal/Websocket";

  private final HostPolicy hosts;
  private final Routes routes;

  /** One part of the node per kind of host. */
  record Routes(
      EntryRoutes entry, OwnPages own, PageRoutes pages, SiteFiles files, WebSocketDoor door) {}

  /** Passes requests for the WebSocket on to {@code sockets}. */
  Gate(HostPolicy hosts, Routes routes, Handler sockets) {
    super(sockets);
    this.hosts = hosts;
    this.routes = routes;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    HttpURI uri = request.getHttpURI();
    String authority = uri.getAuthority();
    Optional<RequestHost> host = authority == null ? Optional.empty() : hosts.classify(authority);
    addCommonHeaders(response);
    if (request.getMethod().equals("CONNECT")) {
      refuseTunnel(request, response, callback, authority);
      return true;
    }
    if (host.isEmpty()) {
      Replies.text(request, response, callback, 403, "This host is not served here.");
      return true;
    }
    if (!METHODS.contains(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, OPTIONS");
      Replies.text(request, response, callback, 405, "Pages can only be read.");
      return true;
    }
    Optional<RequestTarget> target = RequestTarget.parse(uri.getPath(), uri.getQuery());
    if (target.isEmpty()) {
      Replies.text(request, response, callback, 403, "This path is not allowed.");
      return true;
    }
    FetchMetadata fetch = FetchMetadata.of(request.getHeaders());
    Exchange exchange = new Exchange(request, response, callback, target.get(), fetch);
    if (!isWelcome(exchange, host.get())) {
      exchange.refuse(403, "Other pages can't ask ZeroBridge.");
      return true;
    }
    if (request.getMethod().equals("OPTIONS")) {
      exchange.set("Allow", "GET, HEAD, OPTIONS");
      exchange.refuse(200, "GET, HEAD, OPTIONS");
      return true;
    }
    if (target.get().path().equals(WEBSOCKET)) {
      return handleSocket(exchange, host.get());
    }
    try {
      route(exchange, host.get());
    } catch (RuntimeException e) {
      log.error("{} {} failed", request.getMethod(), request.getHttpURI().getPath(), e);
      exchange.fail(e);
    }
    return true;
  }

  private void route(Exchange exchange, RequestHost host) {
    if (host instanceof RequestHost.Entry) {
      routes.entry().handle(exchange);
    } else if (host instanceof RequestHost.Own) {
      routes.own().handle(exchange);
    } else if (host instanceof RequestHost.Page page) {
      routes.pages().handle(exchange, page.label());
    } else if (host instanceof RequestHost.Content content) {
      routes.files().handle(exchange, content.label());
    } else if (host instanceof RequestHost.Proxied proxied) {
      routes.entry().handleProxied(exchange, proxied.name());
    }
  }

  private boolean handleSocket(Exchange exchange, RequestHost host) throws Exception {
    if (!routes.door().admits(exchange, host)) {
      exchange.refuse(403, "This connection is not allowed.");
      return true;
    }
    return super.handle(exchange.request(), exchange.response(), exchange.callback());
  }

  private static void addCommonHeaders(Response response) {
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put("Cross-Origin-Resource-Policy", "same-origin");
  }

  /**
   * Whether a request may go on at all. Documents in the address bar may come from anywhere; all
   * else only from the same origin, but for a page's frame with its site's content.
   */
  private static boolean isWelcome(Exchange exchange, RequestHost host) {
    String worker = exchange.header("Service-Worker");
    FetchMetadata fetch = exchange.fetch();
    if (worker != null || fetch.dest().equals("serviceworker")) {
      return false;
    }
    if (!fetch.isKnown() || fetch.isSameOrigin()) {
      return true;
    }
    if (exchange.isPost()) {
      return false;
    }
    if (fetch.isTopNavigation()) {
      return true;
    }
    return host instanceof RequestHost.Content
        && fetch.isFrameNavigation()
        && fetch.site().equals("same-site");
  }

  /**
   * The node is no proxy for tunnels. The answer is quick and complete, so that browsers which try
   * https first for a name fall back at once.
   */
  private void refuseTunnel(
      Request request, Response response, Callback callback, @Nullable String authority) {
    String name = authority == null ? "" : authority.replaceFirst(":\\d+$", "");
    boolean ours = hosts.classify(name).orElse(null) instanceof RequestHost.Proxied;
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    Replies.send(request, response, callback, ours ? 502 : 403, "text/plain", new byte[0]);
  }
}
