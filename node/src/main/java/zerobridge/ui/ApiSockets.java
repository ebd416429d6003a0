package zerobridge.ui;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import zerobridge.api.ApiServer;

/** The Jakarta WebSocket container with the one endpoint of the node. */
final class ApiSockets {
  /** The largest message: a file that a page writes, in base64. */
  static final int MAX_MESSAGE = 10 << 20;

  private final ServletContextHandler context = new ServletContextHandler("/");

  ApiSockets(Server server, ApiServer api) {
    context.setServer(server);
    JakartaWebSocketServletContainerInitializer.configure(
        context,
        (servlets, container) -> {
          container.setDefaultMaxTextMessageBufferSize(MAX_MESSAGE);
          container.setDefaultMaxBinaryMessageBufferSize(1024);
          container.setDefaultMaxSessionIdleTimeout(0);
          container.addEndpoint(
              ServerEndpointConfig.Builder.create(ApiSocket.class, "/ZeroNet-Internal/Websocket")
                  .configurator(new Maker(api))
                  .build());
        });
  }

  Handler handler() {
    return context;
  }

  /** Makes an endpoint for each connection. */
  private static final class Maker extends ServerEndpointConfig.Configurator {
    private final ApiServer api;

    Maker(ApiServer api) {
      this.api = api;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
      Endpoint socket = new ApiSocket(api);
      return type.cast(socket);
    }

    @Override
    public boolean checkOrigin(String origin) {
      // The gate compared it with the host already, before the upgrade.
      return true;
    }
  }
}
