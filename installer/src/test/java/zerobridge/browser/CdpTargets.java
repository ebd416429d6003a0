package zerobridge.browser;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * The pages and frames of a Chromium, each on a session of its own as soon as it exists, and what
 * their consoles said. A frame of another site runs in another process and is therefore a target
 * too; frames of the same process are execution contexts of their page's session.
 */
final class CdpTargets implements AutoCloseable {

  /** Service workers are left alone: an attached debugger would keep them alive for ever. */
  private static final JsonObject AUTO_ATTACH =
      Json.of(
          "autoAttach",
          true,
          "waitForDebuggerOnStart",
          true,
          "flatten",
          true,
          "filter",
          List.of(Map.of("type", "page"), Map.of("type", "iframe")));

  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final List<ConsoleMessage> console = new CopyOnWriteArrayList<>();
  private final RemoteSocket socket;

  /**
   * A target we are attached to. {@code parent} is the session of the embedding page, empty for a
   * page itself.
   */
  private record Session(
      String id, String parent, String target, Map<String, Integer> contextOfFrame) {}

  CdpTargets(URI devTools) throws IOException {
    this.socket = RemoteSocket.connect(devTools, this::handle);
    socket.call(null, "Target.setAutoAttach", AUTO_ATTACH);
  }

  /** The target of the page whose address starts with {@code url}, attached to. */
  Optional<String> page(String url) throws IOException {
    JsonArray infos =
        socket.call(null, "Target.getTargets", Json.of()).getAsJsonArray("targetInfos");
    for (JsonElement element : infos) {
      JsonObject info = element.getAsJsonObject();
      String target = Json.text(info, "targetId");
      if (Json.text(info, "type").equals("page") && Json.text(info, "url").startsWith(url)) {
        if (sessions.values().stream().noneMatch(session -> session.target.equals(target))) {
          // Popups of extensions are not attached to by themselves.
          socket.call(null, "Target.attachToTarget", Json.of("targetId", target, "flatten", true));
        }
        return Optional.of(target);
      }
    }
    return Optional.empty();
  }

  String url(String target) throws IOException {
    JsonObject info = socket.call(null, "Target.getTargetInfo", Json.of("targetId", target));
    return Json.text(info, "targetInfo.url");
  }

  JsonObject command(String target, String method, JsonObject params) throws IOException {
    return socket.call(sessionOf(target).id, method, params);
  }

  JsonElement evaluate(String target, String expression) throws IOException {
    return evaluate(sessionOf(target).id, Json.of("expression", expression));
  }

  JsonElement evaluateInFrame(String target, String urlPart, String expression) throws IOException {
    for (Session session : within(sessionOf(target))) {
      JsonObject tree =
          socket.call(session.id, "Page.getFrameTree", Json.of()).getAsJsonObject("frameTree");
      Optional<String> frame = findFrame(tree, urlPart, !session.parent.isEmpty());
      if (frame.isPresent()) {
        Integer context = session.contextOfFrame.get(frame.get());
        if (context == null) {
          throw new IOException("the frame " + urlPart + " has no script context yet");
        }
        return evaluate(session.id, Json.of("expression", expression, "contextId", context));
      }
    }
    throw new IOException("no frame whose address contains " + urlPart);
  }

  /**
   * Evaluates in the extension's service worker, attached to only for this moment; it must be
   * running.
   */
  JsonElement evaluateInWorker(String urlStart, String expression) throws IOException {
    JsonObject filter = Json.of("filter", List.of(Map.of("type", "service_worker")));
    for (JsonElement element :
        socket.call(null, "Target.getTargets", filter).getAsJsonArray("targetInfos")) {
      JsonObject info = element.getAsJsonObject();
      if (Json.text(info, "url").startsWith(urlStart)) {
        JsonObject attach = Json.of("targetId", Json.text(info, "targetId"), "flatten", true);
        String session = Json.text(socket.call(null, "Target.attachToTarget", attach), "sessionId");
        try {
          return evaluate(session, Json.of("expression", expression));
        } finally {
          socket.call(null, "Target.detachFromTarget", Json.of("sessionId", session));
        }
      }
    }
    throw new IOException("no running service worker of " + urlStart);
  }

  List<ConsoleMessage> console() {
    return List.copyOf(console);
  }

  void closeBrowser() throws IOException {
    socket.call(null, "Browser.close", Json.of());
  }

  @Override
  public void close() {
    socket.close();
  }

  private JsonElement evaluate(String session, JsonObject params) throws IOException {
    params.addProperty("awaitPromise", true);
    params.addProperty("returnByValue", true);
    params.addProperty("userGesture", true);
    JsonObject answer = socket.call(session, "Runtime.evaluate", params);
    if (answer.has("exceptionDetails")) {
      String description = Json.text(answer, "exceptionDetails.exception.description");
      throw new IOException(
          description.isEmpty() ? answer.get("exceptionDetails").toString() : description);
    }
    JsonElement value = answer.getAsJsonObject("result").get("value");
    return value == null ? JsonNull.INSTANCE : value;
  }

  private Session sessionOf(String target) throws IOException {
    return sessions.values().stream()
        .filter(session -> session.target.equals(target))
        .findFirst()
        .orElseThrow(() -> new IOException("the page is closed"));
  }

  private List<Session> within(Session root) {
    return sessions.values().stream().filter(session -> isWithin(session, root)).toList();
  }

  private boolean isWithin(Session session, Session root) {
    for (Session at = session; at != null; at = sessions.get(at.parent)) {
      if (at.id.equals(root.id)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> findFrame(JsonObject tree, String urlPart, boolean rootCounts) {
    JsonObject frame = tree.getAsJsonObject("frame");
    String url = Json.text(frame, "url") + Json.text(frame, "urlFragment");
    if (rootCounts && url.contains(urlPart)) {
      return Optional.of(Json.text(frame, "id"));
    }
    if (tree.has("childFrames")) {
      for (JsonElement child : tree.getAsJsonArray("childFrames")) {
        Optional<String> found = findFrame(child.getAsJsonObject(), urlPart, true);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private void handle(JsonObject event) {
    String session = Json.text(event, "sessionId");
    JsonObject params = event.getAsJsonObject("params");
    switch (Json.text(event, "method")) {
      case "Target.attachedToTarget" -> attached(session, params);
      case "Target.detachedFromTarget" -> sessions.remove(Json.text(params, "sessionId"));
      case "Runtime.executionContextCreated" ->
          contextCreated(session, params.getAsJsonObject("context"));
      case "Runtime.executionContextsCleared" -> {
        Session cleared = sessions.get(session);
        if (cleared != null) {
          cleared.contextOfFrame.clear();
        }
      }
      case "Runtime.consoleAPICalled" -> {
        String text =
            params.getAsJsonArray("args").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(
                    arg ->
                        arg.has("value") ? Json.text(arg, "value") : Json.text(arg, "description"))
                .collect(Collectors.joining(" "));
        console.add(new ConsoleMessage(Json.text(params, "type"), text, firstFrame(params)));
      }
      case "Runtime.exceptionThrown" -> {
        JsonObject details = params.getAsJsonObject("exceptionDetails");
        String text =
            Json.text(details, "text") + " " + Json.text(details, "exception.description");
        console.add(new ConsoleMessage("error", text, Json.text(details, "url")));
      }
      case "Log.entryAdded" ->
          console.add(
              new ConsoleMessage(
                  Json.text(params, "entry.level"),
                  Json.text(params, "entry.text"),
                  Json.text(params, "entry.url")));
      default -> {}
    }
  }

  private static String firstFrame(JsonObject params) {
    if (!params.has("stackTrace")) {
      return "";
    }
    JsonArray frames = params.getAsJsonObject("stackTrace").getAsJsonArray("callFrames");
    return frames.isEmpty() ? "" : Json.text(frames.get(0).getAsJsonObject(), "url");
  }

  private void attached(String parent, JsonObject params) {
    String id = Json.text(params, "sessionId");
    String type = Json.text(params, "targetInfo.type");
    if (!type.equals("page") && !type.equals("iframe")) {
      return;
    }
    sessions.put(
        id,
        new Session(
            id, parent, Json.text(params, "targetInfo.targetId"), new ConcurrentHashMap<>()));
    // The target waits until the last of these, so nothing its scripts say is missed.
    for (String method : List.of("Runtime.enable", "Log.enable", "Page.enable")) {
      socket.post(id, method, Json.of());
    }
    socket.post(id, "Target.setAutoAttach", AUTO_ATTACH);
    socket.post(id, "Runtime.runIfWaitingForDebugger", Json.of());
  }

  private void contextCreated(String session, JsonObject context) {
    Session owner = sessions.get(session);
    if (owner != null && Json.text(context, "auxData.isDefault").equals("true")) {
      owner.contextOfFrame.put(Json.text(context, "auxData.frameId"), context.get("id").getAsInt());
    }
  }
}
