package zerobridge.ui;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.api.ApiServer;
import zerobridge.api.PageConnection;

/**
 * One WebSocket of a page. Jetty calls it from its pool, one call at a time. Public because the
 * Jakarta container takes no other classes.
 */
public final class ApiSocket extends Endpoint {
  private static final Logger log = LoggerFactory.getLogger(ApiSocket.class);

  /** Text that waits for a sleeping tab; beyond it the tab connects anew when it wakes. */
  private static final long MAX_QUEUED = 32L << 20;

  private final ApiServer api;
  private final AtomicLong queued = new AtomicLong();
  private @Nullable PageConnection connection;

  ApiSocket(ApiServer api) {
    this.api = api;
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session.setMaxIdleTimeout(0);
    List<String> keys = session.getRequestParameterMap().getOrDefault("key", List.of());
    String key = keys.isEmpty() ? "" : keys.get(0);
    PageConnection opened = api.connect(key, text -> send(session, text)).orElse(null);
    if (opened == null) {
      close(session, "This page is too old. Load it again.");
      return;
    }
    connection = opened;
    session.addMessageHandler(
        String.class, (MessageHandler.Whole<String>) text -> api.receive(opened, text));
  }

  private void send(Session session, String text) {
    if (!session.isOpen()) {
      return;
    }
    if (queued.addAndGet(text.length()) > MAX_QUEUED) {
      close(session, "This page reads too slowly");
      return;
    }
    session
        .getAsyncRemote()
        .sendText(
            text,
            result -> {
              queued.addAndGet(-text.length());
              if (!result.isOK()) {
                log.debug("A page went away: {}", String.valueOf(result.getException()));
              }
            });
  }

  private static void close(Session session, String reason) {
    try {
      session.close(new CloseReason(CloseReason.CloseCodes.TRY_AGAIN_LATER, reason));
    } catch (IOException e) {
      log.debug("A page's connection could not be closed: {}", e.getMessage());
    }
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    PageConnection open = connection;
    if (open != null) {
      api.disconnect(open);
    }
  }

  @Override
  public void onError(Session session, Throwable problem) {
    log.debug("A page's connection failed: {}", problem.toString());
  }
}
