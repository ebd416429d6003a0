package zerobridge.dht;

import java.util.List;

/**
 * A node by which the DHT is entered the first time; later the nodes of the last run are asked
 * first.
 */
public record BootstrapNode(String host, int port) {
  /** The public entries that BitTorrent programs use. */
  public static final List<BootstrapNode> PUBLIC =
      List.of(
          new BootstrapNode("router.bittorrent.com", 6881),
          new BootstrapNode("dht.transmissionbt.com", 6881),
          new BootstrapNode("router.utorrent.com", 6881),
          new BootstrapNode("dht.libtorrent.org", 25401),
          new BootstrapNode("dht.aelitis.com", 6881));

  /** Checks the port. */
  public BootstrapNode {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException("An entry to the DHT is HOST:PORT");
    }
  }

  /**
   * Reads {@code host:port} or {@code [2001:db8::1]:port}.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  public static BootstrapNode parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException("An entry to the DHT is HOST:PORT, this is not: " + text);
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return new BootstrapNode(host, Integer.parseInt(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
