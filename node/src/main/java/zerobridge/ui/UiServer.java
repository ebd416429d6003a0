package zerobridge.ui;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.api.ApiServer;
import zerobridge.api.ApiServices.PageAddresses;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.Names;
import zerobridge.name.TypedAddress;
import zerobridge.site.SiteException;
import zerobridge.site.SiteRegistry;
import zerobridge.user.User;

/**
 * The HTTP side of the node: one listener for all hosts.
 *
 * <pre>
 * Server (few threads; nothing waits on one)
 * └─ Gate                       host, origin and method; then by host:
 *    ├─ EntryRoutes             127.0.0.1:PORT, names through a proxy setting: sends on
 *    ├─ OwnPages                zerobridge.localhost: dashboard
 *    ├─ PageRoutes              LABEL.localhost: the wrapper
 *    ├─ SiteFiles               c.LABEL.localhost: the site's files
 *    └─ /ZeroNet-Internal/Websocket → Jakarta endpoint
 * </pre>
 *
 * <p>Its life: made, {@link #start} once, {@link #close}. It serves before any site is loaded.
 */
public final class UiServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(UiServer.class);

  /** Threads only write and route, so a handful serves hundreds of requests at a time. */
  private static final int MAX_THREADS = 16;

  private static final int MIN_THREADS = 3;
  private static final int THREAD_LIFE_MILLIS = 20_000;
  private static final int IDLE_MILLIS = 60_000;

  /** Ports tried after a wanted one that is taken. */
  private static final int PORTS_TRIED = 20;

  private final UiSettings settings;
  private final SiteRegistry sites;
  private final User user;
  private final SiteLabels labels;
  private final Nonces nonces;
  private final Server server;
  private final ServerConnector connector;
  private @Nullable HostPolicy hosts;

  /**
   * @param names finds sites for names
   * @param user whose theme and keys pages use
   */
  public UiServer(
      UiSettings settings, SiteRegistry sites, Names names, User user, InstantSource clock) {
    this.settings = settings;
    this.sites = sites;
    this.user = user;
    this.labels = new SiteLabels(names, clock);
    this.nonces = new Nonces(clock, new SecureRandom());
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_LIFE_MILLIS);
    threads.setName("ui");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
  }

  private static HttpConfiguration http() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(16 * 1024);
    // Paths of sites may hold encoded slashes and percent signs; the path rules are ours.
    http.setUriCompliance(
        UriCompliance.from(
            EnumSet.of(
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING)));
    return http;
  }

  /**
   * Listens and serves.
   *
   * @param makeApi makes the commands from the addresses of pages, which need the port
   * @throws IOException if no port could be taken, with a sentence for the person
   */
  public void start(Function<PageAddresses, ApiServer> makeApi) throws IOException {
    bind();
    HostPolicy policy = new HostPolicy(connector.getLocalPort(), settings.hosts());
    hosts = policy;
    ApiServer api = makeApi.apply(new Addresses(policy));
    Assets assets = new Assets();
    Appearance appearance = new Appearance(user);
    WrapperPage wrapper = new WrapperPage(policy, nonces, assets, appearance);
    FileSender sender = new FileSender(assets, appearance, server.getByteBufferPool());
    Gate.Routes routes =
        new Gate.Routes(
            new EntryRoutes(policy, sites, settings.homepage()),
            new OwnPages(policy, assets, api),
            new PageRoutes(policy, labels, sites, wrapper, assets, api),
            new SiteFiles(policy, labels, sites, nonces, wrapper, sender),
            new WebSocketDoor(policy, api));
    server.setHandler(new Gate(policy, routes, new ApiSockets(server, api).handler()));
    server.addConnector(connector);
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("The pages' server could not start: " + e.getMessage(), e);
    }
    log.info("Pages are served at {}", policy.ownOrigin());
  }

  private void bind() throws IOException {
    connector.setHost(settings.bind().getHostAddress());
    connector.setIdleTimeout(IDLE_MILLIS);
    int last = settings.port() + (settings.nextIfTaken() ? PORTS_TRIED : 0);
    for (int port = settings.port(); port <= last; port++) {
      connector.setPort(port);
      try {
        connector.open();
        return;
      } catch (IOException e) {
        log.debug("Port {} is taken: {}", port, e.getMessage());
        if (port == last) {
          throw new IOException(
              "Port "
                  + settings.port()
                  + " is in use by another program; choose one with --ui-port",
              e);
        }
      }
    }
  }

  /** The port that browsers connect to; valid after {@link #start}. */
  public int port() {
    return connector.getLocalPort();
  }

  /** The node's start page; valid after {@link #start}. */
  public String entryUrl() {
    return "http://127.0.0.1:" + port() + "/";
  }

  /** The page of a site; valid after {@link #start}. */
  public String pageUrl(SiteAddress site) {
    HostPolicy policy = hosts;
    if (policy == null) {
      throw new IllegalStateException("The server was not started");
    }
    return new Addresses(policy).ofSite(site);
  }

  /** Ends all connections. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      log.warn("The pages' server did not end cleanly: {}", e.toString());
    }
  }

  private final class Addresses implements PageAddresses {
    private final HostPolicy policy;

    Addresses(HostPolicy policy) {
      this.policy = policy;
    }

    @Override
    public String ofSite(SiteAddress site) {
      return SiteLabel.of(site.value())
          .map(label -> policy.pageOrigin(label) + "/")
          .orElseGet(() -> entryUrl() + site.value() + "/");
    }

    @Override
    public String issueNonce(SiteAddress site) {
      return nonces.issue(WrapperPage.subject(site));
    }

    @Override
    public CompletableFuture<String> ofText(String text) {
      TypedAddress typed;
      Optional<SiteLabel> label;
      try {
        typed = TypedAddress.parse(text);
        label = SiteLabel.of(typed.site());
      } catch (IllegalArgumentException e) {
        return CompletableFuture.failedFuture(e);
      }
      if (label.isEmpty()) {
        return CompletableFuture.failedFuture(
            new IllegalArgumentException("This address lost its capital letters"));
      }
      return labels.resolve(label.get()).thenApply(found -> open(found, label.get(), typed));
    }

    private String open(Optional<SiteAddress> found, SiteLabel label, TypedAddress typed) {
      if (found.isEmpty()) {
        throw new IllegalArgumentException("No site is known as " + typed.site() + ".");
      }
      try {
        sites.open(found.get());
      } catch (SiteException e) {
        throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
      }
      return policy.pageOrigin(label) + typed.rest();
    }
  }
}
