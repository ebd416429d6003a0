package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zerobridge.site.Site;

/**
 * One open page: the site it shows, its two keys, and its connections. Questions to the person go
 * out on the wrapper's connection and only an answer from there counts, once. Safe for any thread.
 */
public final class PageSession {
  /** Questions that wait for the person at a time; more are dropped, as if dismissed. */
  private static final int MAX_QUESTIONS = 20;

  private final @Nullable Site site;
  private final String wrapperKey;
  private final String frameKey;
  private final Map<PageConnection.Role, PageConnection> connections = new ConcurrentHashMap<>();
  private final Map<Long, CompletableFuture<JsonElement>> questions = new ConcurrentHashMap<>();
  private volatile boolean allSites;

  PageSession(@Nullable Site site, String wrapperKey, String frameKey) {
    this.site = site;
    this.wrapperKey = wrapperKey;
    this.frameKey = frameKey;
  }

  /** The site of the page, empty on the node's own pages. */
  public Optional<Site> site() {
    return Optional.ofNullable(site);
  }

  /** The secret that opens the wrapper's connection. */
  public String wrapperKey() {
    return wrapperKey;
  }

  /** The secret that opens the framed site's connection; it gives the site's rights only. */
  public String frameKey() {
    return frameKey;
  }

  PageConnection connect(PageConnection.Role role, Consumer<String> out) {
    PageConnection connection = new PageConnection(this, role, out);
    connections.put(role, connection);
    return connection;
  }

  void disconnect(PageConnection connection) {
    connections.remove(connection.role(), connection);
    if (connection.role() == PageConnection.Role.WRAPPER) {
      questions.clear();
    }
  }

  boolean isConnected() {
    return !connections.isEmpty();
  }

  Collection<PageConnection> connections() {
    return connections.values();
  }

  /** Whether the page hears of all sites. */
  boolean hearsAllSites() {
    return allSites;
  }

  void hearAllSites() {
    allSites = true;
  }

  /** Shows a message to the person: {@code info}, {@code error}, {@code done}. */
  void notify(String kind, String text) {
    toWrapper("notification", strings(kind, text));
  }

  /** Shows how far something is; 100 is done, below 0 failed. */
  void progress(String id, String text, double percent) {
    JsonArray params = strings(id, text);
    params.add(percent);
    toWrapper("progress", params);
  }

  /** Sends the wrapper to another page. */
  void redirect(String url) {
    toWrapper("redirect", new JsonPrimitive(url));
  }

  /** Asks the person; completes only if they pressed a button, with its number from 1. */
  CompletableFuture<Integer> confirm(String text, List<String> captions) {
    JsonArray names = new JsonArray();
    captions.forEach(names::add);
    JsonArray params = new JsonArray();
    params.add(text);
    params.add(names);
    return ask("confirm", params)
        .thenCompose(
            answer ->
                answer instanceof JsonPrimitive number
                        && number.isNumber()
                        && number.getAsInt() >= 1
                        && number.getAsInt() <= captions.size()
                    ? CompletableFuture.completedFuture(number.getAsInt())
                    // Everything else is a dismissal, and a dismissal does nothing.
                    : new CompletableFuture<>());
  }

  /** Asks with a dialog of the wrapper; completes when it is answered. */
  CompletableFuture<JsonElement> ask(String dialog, JsonElement params) {
    CompletableFuture<JsonElement> answer = new CompletableFuture<>();
    PageConnection wrapper = connections.get(PageConnection.Role.WRAPPER);
    if (wrapper != null && questions.size() < MAX_QUESTIONS) {
      synchronized (questions) {
        questions.put(wrapper.push(dialog, params), answer);
      }
    }
    return answer;
  }

  /** Takes an answer from the wrapper: known questions only, and each once. */
  void answer(long question, JsonElement result) {
    CompletableFuture<JsonElement> waiting;
    synchronized (questions) {
      waiting = questions.remove(question);
    }
    if (waiting != null) {
      waiting.complete(result);
    }
  }

  private void toWrapper(String name, JsonElement params) {
    PageConnection wrapper = connections.get(PageConnection.Role.WRAPPER);
    if (wrapper != null) {
      wrapper.push(name, params);
    }
  }

  private static JsonArray strings(String first, String second) {
    JsonArray list = new JsonArray();
    list.add(first);
    list.add(second);
    return list;
  }
}
