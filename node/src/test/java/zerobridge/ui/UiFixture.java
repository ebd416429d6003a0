package zerobridge.ui;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zerobridge.api.ApiServer;
import zerobridge.api.ApiServices;
import zerobridge.api.NodeStatus;
import zerobridge.codec.Json;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.message.PeerMessages;
import zerobridge.name.BitName;
import zerobridge.name.Names;
import zerobridge.name.PinnedNames;
import zerobridge.peer.PeerNetwork;
import zerobridge.site.Site;
import zerobridge.site.SiteRegistry;
import zerobridge.site.TestNode;
import zerobridge.user.UserStore;

/** A real UI server on a free port, over a real registry without a network, with one small site. */
final class UiFixture implements AutoCloseable {
  static final String NAVIGATE = "Sec-Fetch-Mode: navigate";
  static final String PAGE = "Accept: text/html,application/xhtml+xml,*/*;q=0.8";
  static final String[] TYPED = {
    "Sec-Fetch-Site: none", NAVIGATE, "Sec-Fetch-Dest: document", PAGE
  };
  static final String[] LINKED = {
    "Sec-Fetch-Site: cross-site", NAVIGATE, "Sec-Fetch-Dest: document", PAGE
  };
  static final String[] FRAMED = {
    "Sec-Fetch-Site: same-site", NAVIGATE, "Sec-Fetch-Dest: iframe", PAGE
  };
  static final String[] OWN_IMAGE = {
    "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"
  };
  static final String[] FOREIGN_IMAGE = {
    "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"
  };

  private static final Pattern BOOT =
      Pattern.compile("<script type=\"application/json\" id=\"boot\">(.*?)</script>");

  final Threads threads = new Threads("ui-test");
  final SiteRegistry sites;
  final Site site;
  final SiteAddress address;
  final String label;
  final UiServer server;
  final ApiServer api;
  final UserStore users;
  final RawHttp http;
  private final boolean ownsSites;

  UiFixture(Path data) throws Exception {
    this(data, null);
  }

  /** Over a site of a node that has peers; the node is the caller's to close. */
  UiFixture(Path data, TestNode node, SiteAddress visited) throws Exception {
    this(data, new Visited(node.network(), node.sites(), node.sites().find(visited).orElseThrow()));
  }

  private record Visited(PeerNetwork network, SiteRegistry sites, Site site) {}

  private UiFixture(Path data, @Nullable Visited visited) throws Exception {
    SecureRandom random = new SecureRandom();
    BitcoinKey key = BitcoinKey.generate(random);
    ownsSites = visited == null;
    PeerNetwork network = visited == null ? TestSites.network(data, threads) : visited.network();
    sites = visited == null ? TestSites.open(data, threads, network) : visited.sites();
    site =
        visited == null
            ? TestSites.create(sites, key, content(), UiFixture::write)
            : visited.site();
    address = site.address();
    label = SiteLabel.of(address.value()).orElseThrow().text();
    users = UserStore.open(data.resolve("users.json"), random);
    PinnedNames pins = PinnedNames.open(data.resolve("pinned-names.json"));
    pins.pin(BitName.parse("talk.bit").orElseThrow(), address);
    server =
        new UiServer(
            UiSettings.onLoopback(0),
            sites,
            new Names(List.of(pins)),
            users.current(),
            Clock.systemUTC());
    CompletableFuture<ApiServer> made = new CompletableFuture<>();
    PeerMessages messages = new PeerMessages(sites, network, threads, Clock.systemUTC(), random);
    server.start(
        pages -> {
          ApiServices.Outlook outlook =
              new ApiServices.Outlook(UiFixture::status, any -> new JsonObject(), () -> {}, pages);
          ApiServer commands =
              new ApiServer(
                  new ApiServices(sites, users.current(), messages, outlook, threads, random));
          made.complete(commands);
          return commands;
        });
    api = made.get(10, TimeUnit.SECONDS);
    http = new RawHttp(server.port());
  }

  private static JsonObject content() {
    JsonObject content = new JsonObject();
    content.addProperty("title", "A <b>small</b> site");
    content.addProperty("background-color", "#eef");
    return content;
  }

  private static void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("index.html"), "<body class='{themeclass}'>hello {site_modified}</body>");
    Files.createDirectories(directory.resolve("img"));
    byte[] picture = new byte[100_000];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = (byte) i;
    }
    Files.write(directory.resolve("img/a.png"), picture);
    Files.writeString(directory.resolve("img/a.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    Files.writeString(directory.resolve("main.js"), "document.title = 'hello'");
    Files.writeString(directory.resolve("data.json"), "{\"a\": [1]}");
  }

  private static NodeStatus status() {
    NodeStatus.Reach reach = new NodeStatus.Reach("open", "Others can reach this node.", "");
    return new NodeStatus(
        "*", 15441, true, null, reach, "Disabled", false, "127.0.0.1", 43110, false);
  }

  String host(String name) {
    return name + ":" + server.port();
  }

  String pageHost() {
    return host(label + ".localhost");
  }

  String contentHost() {
    return host("c." + label + ".localhost");
  }

  /** The data of a wrapper page. */
  JsonObject boot(RawHttp.Answer page) throws IOException {
    Matcher found = BOOT.matcher(page.text());
    if (!found.find()) {
      throw new AssertionError("not a wrapper page: " + page.status() + " " + page.text());
    }
    return Json.parseObject(found.group(1).getBytes(StandardCharsets.UTF_8));
  }

  /** Loads the wrapper of the site's first page. */
  JsonObject openPage() throws IOException {
    return boot(http.get(pageHost(), "/", TYPED));
  }

  @Override
  public void close() {
    server.close();
    api.close();
    if (ownsSites) {
      sites.close();
    }
    threads.close();
  }
}
