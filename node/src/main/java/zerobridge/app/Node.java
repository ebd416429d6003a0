package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.api.ApiServer;
import zerobridge.api.ApiServices;
import zerobridge.api.NodeStatus;
import zerobridge.bridge.BridgeServer;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.HostKind;
import zerobridge.reach.PlainWords;
import zerobridge.reach.ReachStatus;
import zerobridge.tracker.TrackerHealth;
import zerobridge.tracker.TrackerStatus;
import zerobridge.ui.UiServer;
import zerobridge.ui.UiSettings;

/**
 * A whole node: {@link NodeCore} with its pages and its local socket.
 *
 * <p>Its life: {@link #start} takes the data directory, serves pages before the sites are loaded,
 * then opens the port for peers and the local socket; {@link #close} ends it in the opposite order.
 * Safe for any thread.
 */
final class Node implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Node.class);

  private final NodeCore core;
  private final long startedAt;
  private final UiServer ui;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable ApiServer api;
  private @Nullable CompletableFuture<BridgeServer> bridge;

  private Node(NodeCore core) {
    this.core = core;
    this.startedAt = core.clock().instant().getEpochSecond();
    this.ui =
        new UiServer(
            uiSettings(core.options().ui()),
            core.sites(),
            core.names(),
            core.users().current(),
            core.clock());
  }

  /**
   * Starts a node.
   *
   * @param taking whether it is the one that the browser looks for
   * @throws IOException when the data directory is in use or damaged, or a port cannot be opened;
   *     nothing is left running then
   */
  static Node start(Options options, NodeCore.Taking taking) throws IOException {
    log.info(
        "ZeroBridge {} on Java {}, data in {}",
        Main.Version.text(),
        Runtime.version().feature(),
        options.data());
    NodeCore core = NodeCore.open(options, options.ui().sizes().siteOptions(), taking);
    Node node;
    try {
      node = new Node(core);
    } catch (RuntimeException e) {
      core.close();
      throw e;
    }
    try {
      node.start();
      return node;
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void start() throws IOException {
    ui.start(this::api);
    // Its library takes half a second to load, so it does that beside the rest.
    CompletableFuture<BridgeServer> starting = core.threads().call("bridge", this::bindBridge);
    bridge = starting;
    core.startSites();
    core.startNetwork();
    core.openWayIn();
    core.startDiscovery();
    bound(starting).serve();
    log.info("Ready");
  }

  private BridgeServer bindBridge() throws IOException {
    return core.claim().bindBridge(new NodeView(this), core.threads());
  }

  private static BridgeServer bound(CompletableFuture<BridgeServer> starting) throws IOException {
    try {
      return starting.join();
    } catch (CompletionException e) {
      throw new IOException(Main.sentence(e), e);
    }
  }

  private ApiServer api(ApiServices.PageAddresses pages) {
    ApiServer made =
        new ApiServer(
            new ApiServices(
                core.sites(),
                core.users().current(),
                core.messages(),
                new ApiServices.Outlook(this::status, this::trackerStats, this::stop, pages),
                core.threads(),
                core.random()));
    api = made;
    return made;
  }

  private static UiSettings uiSettings(Options.Ui options) {
    String homepage = options.homepage();
    return new UiSettings(
        InetAddress.getLoopbackAddress(),
        options.port(),
        options.portIsWish(),
        Set.of(),
        homepage == null ? null : SiteAddress.parse(homepage));
  }

  /** What pages may learn of the node itself. */
  private NodeStatus status() {
    ReachStatus reach = core.wayIn().status();
    return new NodeStatus(
        core.options().peers().bind(),
        core.network().localPort(),
        core.network().portOpened(HostKind.IPV4),
        core.network().portOpened(HostKind.IPV6),
        new NodeStatus.Reach(
            reach.outlook().word(), PlainWords.answer(reach), PlainWords.remedy(reach)),
        "Disabled",
        false,
        "127.0.0.1",
        ui.port(),
        core.options().offline());
  }

  private JsonObject trackerStats(SiteAddress site) {
    JsonObject stats = new JsonObject();
    Map<String, TrackerHealth> health = core.sites().announcer().health();
    core.sites()
        .announcer()
        .stats(site)
        .forEach((url, status) -> stats.add(url, trackerStats(status, health.get(url))));
    return stats;
  }

  /** As 0.7.2 gives it, and how long the tracker took the last time, in seconds. */
  private static JsonObject trackerStats(TrackerStatus status, @Nullable TrackerHealth health) {
    JsonObject stats = status.toJson();
    if (health != null && health.latency() != null) {
      stats.addProperty("latency", health.latency().toMillis() / 1000.0);
    }
    return stats;
  }

  /** The parts below the pages. */
  NodeCore core() {
    return core;
  }

  /** The commands of pages. */
  ApiServer api() {
    ApiServer made = api;
    if (made == null) {
      throw new IllegalStateException("The pages have not been started");
    }
    return made;
  }

  /** The start page. */
  URI uiUrl() {
    return URI.create("http://127.0.0.1:" + ui.port() + "/");
  }

  /** Where other nodes connect, {@code address:port}. */
  String peerEndpoint() {
    String bind = core.options().peers().bind();
    return (bind.equals("*") ? "0.0.0.0" : bind) + ":" + core.network().localPort();
  }

  /** When the node started, seconds since 1970. */
  long startedAt() {
    return startedAt;
  }

  /** Asks the node to end; returns at once. */
  void stop() {
    stop.countDown();
  }

  /** Waits until somebody asked the node to end. */
  void awaitStop() throws InterruptedException {
    stop.await();
  }

  /** Ends the node; a second caller waits until the first is done. */
  @Override
  public void close() {
    stop();
    if (!closed.compareAndSet(false, true)) {
      awaitEnd();
      return;
    }
    try {
      log.info("Stopping");
      NodeCore.closePart("the local socket", this::closeBridge);
      NodeCore.closePart("the pages", ui);
      core.close();
      log.info("Stopped");
    } finally {
      // Whatever went wrong, the process must be able to end: its last thread waits for this.
      ended.countDown();
    }
  }

  private void closeBridge() throws IOException {
    CompletableFuture<BridgeServer> starting = bridge;
    if (starting != null && !starting.isCompletedExceptionally()) {
      starting.join().close();
    }
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
