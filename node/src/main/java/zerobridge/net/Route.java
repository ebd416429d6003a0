package zerobridge.net;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

/**
 * A way from this node to a host. The direct way is built in; Tor's is plugged in by its package.
 * Safe for any thread.
 */
public interface Route {
  /**
   * Opens a TCP connection. The host is an IP literal, a host name or an onion name; a route that
   * goes through a proxy hands names to the proxy and never resolves them itself.
   *
   * @param timeout for the whole attempt
   */
  Socket connect(String host, int port, Duration timeout) throws IOException;

  /** True if datagrams may leave beside this route. No proxy of ours carries them. */
  boolean allowsDatagrams();
}
