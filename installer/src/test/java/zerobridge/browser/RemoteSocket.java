package zerobridge.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that carries numbered commands, their answers, and events: the shape that the
 * DevTools protocol and WebDriver BiDi share. Safe for any thread; events arrive one after another
 * on a thread of the socket, which must not wait for answers.
 */
final class RemoteSocket implements AutoCloseable {

  private static final int ANSWER_SECONDS = 30;

  private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final Consumer<JsonObject> events;
  private final WebSocket socket;

  private RemoteSocket(URI address, Consumer<JsonObject> events) throws IOException {
    this.events = events;
    try {
      this.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address, new Listener())
              .join();
    } catch (CompletionException e) {
      throw new IOException("no connection to " + address, e.getCause());
    }
  }

  static RemoteSocket connect(URI address, Consumer<JsonObject> events) throws IOException {
    return new RemoteSocket(address, events);
  }

  /**
   * Sends a command and waits for its result. {@code session} selects a target in the DevTools
   * protocol.
   */
  JsonObject call(@Nullable String session, String method, JsonObject params) throws IOException {
    try {
      return send(session, method, params).get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer to " + method + " within " + ANSWER_SECONDS + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(method + " failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + method, e);
    }
  }

  /** Sends a command whose answer nobody needs. */
  void post(@Nullable String session, String method, JsonObject params) {
    write(lastId.incrementAndGet(), session, method, params);
  }

  private CompletableFuture<JsonObject> send(
      @Nullable String session, String method, JsonObject params) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    write(id, session, method, params);
    return answer;
  }

  private synchronized void write(
      int id, @Nullable String session, String method, JsonObject params) {
    JsonObject command = new JsonObject();
    command.addProperty("id", id);
    command.addProperty("method", method);
    command.add("params", params);
    if (session != null) {
      command.addProperty("sessionId", session);
    }
    socket.sendText(command.toString(), true).join();
  }

  @Override
  public void close() {
    socket.abort();
  }

  private void receive(JsonObject message) {
    if (!message.has("id") || message.get("id").isJsonNull()) {
      events.accept(message);
      return;
    }
    CompletableFuture<JsonObject> answer = waiting.remove(message.get("id").getAsInt());
    if (answer == null) {
      return;
    }
    if (message.has("error")) {
      String detail = message.has("message") ? ": " + message.get("message").getAsString() : "";
      answer.completeExceptionally(new IOException(message.get("error") + detail));
    } else {
      answer.complete(message.getAsJsonObject("result"));
    }
  }

  private void fail(Throwable cause) {
    waiting.values().forEach(answer -> answer.completeExceptionally(cause));
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        receive(message);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
      fail(new IOException("the browser closed the connection: " + status + " " + reason));
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      fail(error);
    }
  }
}
