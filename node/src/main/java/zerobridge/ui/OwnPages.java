package zerobridge.ui;

import zerobridge.api.ApiServer;
import zerobridge.api.PageSession;

/** The node's own pages on the host {@code zerobridge}: the dashboard and what it loads. */
final class OwnPages {
  private static final String SESSION = "/ZeroNet-Internal/Session";
  private static final String BOOT = "<script type=\"application/json\" id=\"boot\"></script>";

  private final HostPolicy hosts;
  private final Assets assets;
  private final ApiServer api;
  private final String dashboard;

  OwnPages(HostPolicy hosts, Assets assets, ApiServer api) {
    this.hosts = hosts;
    this.assets = assets;
    this.api = api;
    this.dashboard = assets.page("dashboard.html");
  }

  void handle(Exchange exchange) {
    String path = exchange.target().path();
    if (path.startsWith("/.ui/")) {
      assets.serve(exchange.target(), exchange.request(), exchange.response(), exchange.callback());
    } else if (path.equals(SESSION)) {
      session(exchange);
    } else if (exchange.isPost()) {
      exchange.refuse(405, "Pages can only be read.");
    } else if (path.equals("/favicon.ico")) {
      exchange.set("Cache-Control", "private, max-age=600");
      byte[] mark = Assets.bytes("mark.svg");
      Replies.send(
          exchange.request(), exchange.response(), exchange.callback(), 200, "image/svg+xml", mark);
    } else if (!path.equals("/")) {
      exchange.error(EntryRoutes.notAnAddress(exchange.target().firstSegment(), "/"));
    } else if (!exchange.fetch().isTopNavigation() || exchange.fetch().prefetch()) {
      exchange.refuse(403, "This address opens a page and can't be loaded as a part of one.");
    } else {
      dashboard(exchange);
    }
  }

  private void session(Exchange exchange) {
    if (!exchange.isPost() || !hosts.ownOrigin().equals(exchange.header("Origin"))) {
      exchange.refuse(403, "Only the page itself can do this.");
      return;
    }
    Replies.json(
        exchange.request(),
        exchange.response(),
        exchange.callback(),
        WrapperPage.keys(api.openPage(null)));
  }

  private void dashboard(Exchange exchange) {
    PageSession session = api.openPage(null);
    String boot =
        "<script type=\"application/json\" id=\"boot\">"
            + Html.escapeJson(WrapperPage.keys(session))
            + "</script>";
    String socket = hosts.ownOrigin().replaceFirst("^http", "ws");
    exchange.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self' "
            + socket
            + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    WrapperPage.addPageHeaders(exchange);
    Replies.html(
        exchange.request(),
        exchange.response(),
        exchange.callback(),
        200,
        dashboard.replace(BOOT, boot));
  }
}
