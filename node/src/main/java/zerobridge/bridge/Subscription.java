package zerobridge.bridge;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zerobridge.bridge.BridgeMessages.Request;
import zerobridge.io.Threads;

/**
 * Pushes what changed of the topics a client asked for: {@code status} and {@code site:ADDRESS} (or
 * {@code site:NAME}), never more often than once a second, and only what differs from the last
 * push.
 */
final class Subscription {
  /** Topics of one client: the status and the sites of a few windows. */
  static final int MAX_TOPICS = 16;

  private static final String SITE = "site:";

  private final List<String> topics;
  private final Duration pause;
  private final BridgeCommands commands;
  private final Consumer<JsonObject> out;
  private final Map<String, JsonObject> last = new HashMap<>();
  private volatile boolean closed;
  private volatile @Nullable ScheduledFuture<?> ticking;

  private Subscription(
      List<String> topics, Duration pause, BridgeCommands commands, Consumer<JsonObject> out) {
    this.topics = topics;
    this.pause = pause;
    this.commands = commands;
    this.out = out;
  }

  static Subscription of(Request request, BridgeCommands commands, Consumer<JsonObject> out)
      throws BridgeException {
    if (!(request.arguments().get("topics") instanceof JsonArray array)
        || array.size() > MAX_TOPICS) {
      throw new BridgeException(
          "bad-request", "subscribe needs a list of at most " + MAX_TOPICS + " topics");
    }
    List<String> topics = new ArrayList<>();
    for (JsonElement topic : array) {
      String name = topic.isJsonPrimitive() ? topic.getAsString() : "";
      if (!name.equals("status") && !name.startsWith(SITE)) {
        throw new BridgeException("bad-request", "There is no topic called " + name);
      }
      topics.add(name);
    }
    return new Subscription(
        List.copyOf(topics), BridgeSession.pause(request.number("every", 1_000)), commands, out);
  }

  boolean isEmpty() {
    return topics.isEmpty();
  }

  void start(Threads threads) {
    ScheduledFuture<?> started = threads.every(Duration.ZERO, pause, "bridge push", this::push);
    ticking = started;
    if (closed) {
      started.cancel(false);
    }
  }

  /** One round; synchronized because a slow reader may make rounds overlap. */
  private synchronized void push() {
    for (String topic : topics) {
      if (closed) {
        return;
      }
      JsonObject now = topic.equals("status") ? commands.status() : site(topic);
      if (!now.equals(last.put(topic, now))) {
        out.accept(
            BridgeMessages.event(
                topic.equals("status") ? "status" : "site", withTopic(topic, now)));
      }
    }
  }

  private JsonObject site(String topic) {
    try {
      return commands.site(topic.substring(SITE.length()));
    } catch (BridgeException e) {
      JsonObject unknown = new JsonObject();
      unknown.addProperty("state", e.code());
      return unknown;
    }
  }

  private static JsonObject withTopic(String topic, JsonObject fields) {
    JsonObject copy = fields.deepCopy();
    copy.addProperty("topic", topic);
    return copy;
  }

  void close() {
    closed = true;
    ScheduledFuture<?> current = ticking;
    if (current != null) {
      current.cancel(false);
    }
  }
}
