package zerobridge.bridge;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.bridge.BridgeBackend.NodeStatus;
import zerobridge.bridge.BridgeBackend.SiteDetails;
import zerobridge.bridge.BridgeBackend.SitePeer;
import zerobridge.bridge.BridgeBackend.SiteSummary;
import zerobridge.bridge.BridgeMessages.Request;

/** What each command of the local socket answers. Stateless; safe for any thread. */
final class BridgeCommands {
  /** Sites in one answer; more are asked for with {@code offset}. */
  static final int MAX_SITES = 500;

  /** Peers in one answer: what a person can look at; the counts say how many there are. */
  static final int MAX_PEERS = 100;

  /** A first visit of a large site over a slow line ends within this. */
  private static final Duration CONTROL_LIMIT = Duration.ofMinutes(30);

  private static final Logger log = LoggerFactory.getLogger(BridgeCommands.class);

  private final BridgeBackend backend;
  private final ControlToken token;
  private final TypedText typedText;

  BridgeCommands(BridgeBackend backend, ControlToken token) {
    this.backend = backend;
    this.token = token;
    this.typedText = new TypedText(backend);
  }

  /** Whether the command may take as long as the network does, so that others must not queue. */
  static boolean mayWait(String command) {
    return command.equals("resolve") || command.equals("open") || command.equals("control");
  }

  /** The answer to any request but {@code subscribe}; never throws. */
  JsonObject answer(Request request) {
    try {
      return BridgeMessages.success(request, fields(request));
    } catch (BridgeException e) {
      return BridgeMessages.failure(request.id(), e);
    } catch (RuntimeException e) {
      log.error("The command {} of the local socket failed", request.command(), e);
      return BridgeMessages.failure(
          request.id(),
          new BridgeException("internal", "The node failed on this; its log says how"));
    }
  }

  /** What must happen only once the answer is on its way. */
  void afterAnswer(Request request) {
    if (request.command().equals("stop")) {
      backend.stop();
    }
  }

  private JsonObject fields(Request request) throws BridgeException {
    return switch (request.command()) {
      case "hello", "start" -> hello();
      case "status" -> status();
      case "sites" -> sites(request);
      case "site" -> site(request.text("address"));
      case "open" -> open(request.text("text"));
      case "resolve" -> resolve(request.text("name"));
      case "control" -> control(request);
      case "stop" -> new JsonObject();
      default ->
          throw new BridgeException(
              "unknown-command", "This node does not know the command " + request.command());
    };
  }

  private JsonObject hello() {
    NodeStatus status = backend.status();
    JsonObject fields = new JsonObject();
    fields.addProperty("protocol", BridgeServer.PROTOCOL);
    fields.addProperty("nodeVersion", status.version());
    fields.addProperty("uiUrl", status.uiUrl().toString());
    fields.addProperty("state", "running");
    fields.addProperty("pid", ProcessHandle.current().pid());
    return fields;
  }

  JsonObject status() {
    NodeStatus status = backend.status();
    JsonObject fields = new JsonObject();
    fields.addProperty("state", "running");
    fields.addProperty("nodeVersion", status.version());
    fields.addProperty("uiUrl", status.uiUrl().toString());
    fields.addProperty("startedAt", status.startedAt());
    fields.addProperty("sites", backend.sites().size());
    fields.addProperty("connectedPeers", status.connectedPeers());
    fields.addProperty("knownPeers", status.knownPeers());
    fields.addProperty("bytesReceived", status.bytesReceived());
    fields.addProperty("bytesSent", status.bytesSent());
    fields.addProperty("peerPort", status.peerPort());
    fields.addProperty("reachable", status.reachable());
    fields.add("reach", BridgeMessages.fields(status.reach()));
    fields.addProperty("tor", status.tor());
    return fields;
  }

  private JsonObject sites(Request request) throws BridgeException {
    List<SiteSummary> all =
        backend.sites().stream()
            .sorted(Comparator.comparing(SiteSummary::modified).reversed())
            .toList();
    JsonArray page = new JsonArray();
    all.stream()
        .skip(Math.max(0, request.number("offset", 0)))
        .limit(Math.max(1, Math.min(request.number("limit", MAX_SITES), MAX_SITES)))
        .forEach(site -> page.add(BridgeMessages.fields(site)));
    JsonObject fields = new JsonObject();
    fields.add("sites", page);
    fields.addProperty("total", all.size());
    return fields;
  }

  JsonObject site(String addressOrName) throws BridgeException {
    SiteDetails details =
        backend
            .site(addressOrName)
            .orElseThrow(
                () ->
                    new BridgeException(
                        "unknown-site", "This node doesn't have the site " + addressOrName));
    JsonObject fields = BridgeMessages.fields(details.summary());
    fields.addProperty("files", details.files());
    JsonArray peers = new JsonArray();
    details.peers().stream()
        .sorted(
            Comparator.comparing((SitePeer peer) -> !peer.connected())
                .thenComparing(SitePeer::address))
        .limit(MAX_PEERS)
        .forEach(peer -> peers.add(BridgeMessages.fields(peer)));
    fields.add("peers", peers);
    if (details.download() != null) {
      fields.add("download", BridgeMessages.fields(details.download()));
    }
    return fields;
  }

  private JsonObject open(String text) throws BridgeException {
    JsonObject fields = new JsonObject();
    fields.addProperty("url", typedText.url(text).toString());
    return fields;
  }

  private JsonObject control(Request request) throws BridgeException {
    if (!token.matches(request.text("token"))) {
      throw new BridgeException("not-allowed", "This needs the token of the run directory");
    }
    JsonElement params = request.arguments().get("params");
    CompletableFuture<JsonElement> result =
        backend.control(
            request.text("address"),
            request.text("command"),
            params == null ? JsonNull.INSTANCE : params);
    JsonObject fields = new JsonObject();
    try {
      fields.add("result", result.get(CONTROL_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BridgeException("stopping", "The node is stopping");
    } catch (TimeoutException e) {
      throw new BridgeException(
          "too-slow",
          "The command goes on, but did not end within " + CONTROL_LIMIT.toMinutes() + " minutes");
    } catch (ExecutionException e) {
      throw new BridgeException("failed", String.valueOf(e.getCause()));
    }
    return fields;
  }

  private JsonObject resolve(String name) throws BridgeException {
    return BridgeMessages.fields(
        backend
            .resolve(name)
            .orElseThrow(
                () -> new BridgeException("unknown-name", "Nobody asked knows the name " + name)));
  }
}
