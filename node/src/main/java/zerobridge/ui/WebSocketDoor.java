package zerobridge.ui;

import zerobridge.api.ApiServer;

/**
 * Who may open a WebSocket: only a page of ours, by its origin and its key, checked before the
 * upgrade. The answer to all others is the same and tells nothing.
 */
final class WebSocketDoor {
  private final HostPolicy hosts;
  private final ApiServer api;

  WebSocketDoor(HostPolicy hosts, ApiServer api) {
    this.hosts = hosts;
    this.api = api;
  }

  boolean admits(Exchange exchange, RequestHost host) {
    String origin;
    if (host instanceof RequestHost.Page page) {
      origin = hosts.pageOrigin(page.label());
    } else if (host instanceof RequestHost.Own) {
      origin = hosts.ownOrigin();
    } else {
      return false;
    }
    String key = exchange.target().parameters().getOrDefault("key", "");
    return "websocket".equalsIgnoreCase(exchange.header("Upgrade"))
        && origin.equals(exchange.header("Origin"))
        && api.roleOf(key).isPresent();
  }
}
