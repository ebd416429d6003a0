package zerobridge.ui;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import zerobridge.api.PageSession;
import zerobridge.content.Manifest;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;

/**
 * Writes the page around a site. All that varies is one data element in JSON and two escaped texts;
 * nothing from a request or a site ever becomes markup or script (UI server, template variables).
 */
final class WrapperPage {
  private static final String BOOT = "<script type=\"application/json\" id=\"boot\"></script>";

  /** Keeps a page and its site's frame, two origins of one browser site, in separate memory. */
  static final String AGENT_CLUSTER = "Origin-Agent-Cluster";

  private static final String TITLE = "<title></title>";
  private static final String VIEWPORT = "width=device-width, initial-scale=1";

  private final HostPolicy hosts;
  private final Nonces nonces;
  private final Assets assets;
  private final Appearance appearance;
  private final String beforeTitle;
  private final String beforeBoot;
  private final String afterBoot;
  private final String prompt;

  WrapperPage(HostPolicy hosts, Nonces nonces, Assets assets, Appearance appearance) {
    this.hosts = hosts;
    this.nonces = nonces;
    this.assets = assets;
    this.appearance = appearance;
    String page = assets.page("wrapper.html");
    int title = page.indexOf(TITLE);
    int boot = page.indexOf(BOOT);
    this.beforeTitle = page.substring(0, title);
    this.beforeBoot = page.substring(title + TITLE.length(), boot);
    this.afterBoot = page.substring(boot + BOOT.length());
    this.prompt = assets.page("prompt.html");
  }

  /** Sends the page of a site with a pass for its frame and the keys of its connections. */
  void send(Exchange exchange, SiteLabel label, Site site, PageSession session) {
    Manifest root = site.root();
    String title = site.title().isEmpty() ? label.site() : site.title();
    JsonObject boot = boot(label, site, session, innerPath(exchange.target()));
    addLook(boot, root);
    boot.addProperty("title", title);
    String page =
        withViewport(beforeTitle, root)
            + "<title>"
            + Html.escape(title)
            + "</title>"
            + beforeBoot
            + "<script type=\"application/json\" id=\"boot\">"
            + Html.escapeJson(boot.toString())
            + "</script>"
            + afterBoot.replace(
                "<body class=\"wrapper\">",
                ("<body class=\"wrapper " + appearance.themeClass()).strip() + "\">");
    exchange.set("Content-Security-Policy", policy(label));
    addPageHeaders(exchange);
    Replies.html(exchange.request(), exchange.response(), exchange.callback(), 200, page);
  }

  private JsonObject boot(SiteLabel label, Site site, PageSession session, String innerPath) {
    JsonObject boot = new JsonObject();
    boot.addProperty("address", site.address().value());
    boot.addProperty("name", label.site());
    boot.addProperty("contentOrigin", hosts.contentOrigin(label));
    boot.addProperty("contentBase", hosts.contentOrigin(label) + "/" + site.address().value());
    boot.addProperty("innerPath", innerPath);
    boot.addProperty("nonce", nonces.issue(subject(site.address())));
    boot.addProperty("wrapperKey", session.wrapperKey());
    boot.addProperty("frameKey", session.frameKey());
    boot.addProperty("ajaxKey", site.settings().ajaxKey());
    boot.addProperty("home", hosts.ownOrigin() + "/");
    boot.addProperty("showLoading", !isHere(site, innerPath));
    return boot;
  }

  private void addLook(JsonObject boot, @Nullable Manifest root) {
    JsonObject json = root == null ? new JsonObject() : root.json();
    boot.addProperty("nonceSecurity", text(json, "postmessage_nonce_security").equals("true"));
    String background = text(json, "background-color-" + appearance.theme());
    boot.addProperty(
        "backgroundColor", background.isEmpty() ? text(json, "background-color") : background);
  }

  private static String withViewport(String head, @Nullable Manifest root) {
    String viewport = root == null ? "" : text(root.json(), "viewport");
    return viewport.isEmpty() ? head : head.replace(VIEWPORT, Html.escape(viewport));
  }

  private static String text(JsonObject json, String key) {
    JsonElement value = json.get(key);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }

  /** The path of the framed file inside the site. */
  private static String innerPath(RequestTarget target) {
    String path = target.path().substring(1);
    return path.isEmpty() || path.endsWith("/") ? path + "index.html" : path;
  }

  private static boolean isHere(Site site, String innerPath) {
    try {
      return Files.isRegularFile(site.file(InnerPath.parse(innerPath)));
    } catch (IllegalInnerPathException e) {
      // The frame says why there is no such page.
      return true;
    }
  }

  /** What a pass for a frame is bound to: the site's address, whichever label shows it. */
  static String subject(SiteAddress address) {
    return "frame " + address.value();
  }

  private static String addSubject(SiteLabel label) {
    return "add " + label.text();
  }

  boolean takeAddNonce(String nonce, SiteLabel label) {
    return nonces.take(nonce, addSubject(label));
  }

  /** The keys of a page as its script reads them. */
  static String keys(PageSession session) {
    JsonObject keys = new JsonObject();
    keys.addProperty("wrapper", session.wrapperKey());
    keys.addProperty("frame", session.frameKey());
    return keys.toString();
  }

  /** Asks whether to open what another page led to; the same for sites that are here or not. */
  void sendPrompt(Exchange exchange, SiteLabel label, SiteAddress address) {
    String name = label.site().equals(address.value()) ? "this site" : label.site();
    String page =
        prompt
            .replace("{name}", Html.escape(name))
            .replace("{address}", Html.escape(address.value()))
            .replace("{nonce}", nonces.issue(addSubject(label)))
            .replace("{next}", Html.escape(exchange.target().raw()));
    exchange.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'");
    addPageHeaders(exchange);
    Replies.html(exchange.request(), exchange.response(), exchange.callback(), 200, page);
  }

  /** The small page that leads a frame without a valid pass back into the address bar. */
  void sendBreakout(Exchange exchange, SiteLabel label, String rest) {
    String target = hosts.pageOrigin(label) + rest;
    String page =
        "<!doctype html><meta charset=\"utf-8\"><title>"
            + Html.escape(label.site())
            + "</title><p><a target=\"_top\" href=\""
            + Html.escape(target)
            + "\">Open this page</a></p><script src=\""
            + assets.prefix()
            + "breakout.js\"></script>";
    exchange.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; sandbox allow-scripts allow-same-origin"
            + " allow-top-navigation; frame-ancestors 'self' "
            + hosts.pageOrigin(label));
    Replies.html(exchange.request(), exchange.response(), exchange.callback(), 200, page);
  }

  private String policy(SiteLabel label) {
    String socket = hosts.pageOrigin(label).replaceFirst("^http", "ws");
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        + " connect-src 'self' "
        + socket
        + "; frame-src "
        + hosts.contentOrigin(label)
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  static void addPageHeaders(Exchange exchange) {
    exchange.set("Cross-Origin-Opener-Policy", "same-origin");
    exchange.set(AGENT_CLUSTER, "?1");
    exchange.set("Referrer-Policy", "no-referrer");
    exchange.set("X-Frame-Options", "DENY");
  }
}
