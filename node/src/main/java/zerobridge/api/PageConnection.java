package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * One of the two connections of a page to the node: the wrapper's, or the framed site's. Rights
 * follow from which one it is, never from anything in a message. Safe for any thread.
 */
public final class PageConnection {
  /** Which side of a page speaks. */
  public enum Role {
    /** The node's own script around the site. */
    WRAPPER,
    /** The site. */
    FRAME
  }

  /** Channels of one connection; there are three that ever fire. */
  private static final int MAX_CHANNELS = 50;

  private final PageSession session;
  private final Role role;
  private final Consumer<String> out;
  private final AtomicLong lastId = new AtomicLong();
  private final Set<String> channels = ConcurrentHashMap.newKeySet();

  PageConnection(PageSession session, Role role, Consumer<String> out) {
    this.session = session;
    this.role = role;
    this.out = out;
    channels.add("siteChanged");
    channels.add("serverChanged");
  }

  PageSession session() {
    return session;
  }

  Role role() {
    return role;
  }

  void join(String channel) {
    if (channels.size() < MAX_CHANNELS) {
      channels.add(channel);
    }
  }

  boolean hasJoined(String channel) {
    return channels.contains(channel);
  }

  /** Sends the answer to a command. */
  void respond(JsonElement to, JsonElement result) {
    JsonObject message = new JsonObject();
    message.addProperty("cmd", "response");
    message.add("to", to);
    message.add("result", result);
    message.addProperty("id", lastId.incrementAndGet());
    out.accept(message.toString());
  }

  /** Sends a message that nobody asked for; returns its id. */
  long push(String name, JsonElement params) {
    long id = lastId.incrementAndGet();
    JsonObject message = new JsonObject();
    message.addProperty("cmd", name);
    message.add("params", params);
    message.addProperty("id", id);
    out.accept(message.toString());
    return id;
  }

  void push(String name) {
    push(name, JsonNull.INSTANCE);
  }
}
