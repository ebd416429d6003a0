package zerobridge.ui;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;

/**
 * How the UI server is reached.
 *
 * @param bind the address to listen on; anything but loopback opens the node to the network
 * @param port the wanted port, 0 for any free one
 * @param nextIfTaken whether the next free port is used when the wanted one is taken
 * @param hosts further {@code Host} values to answer to, each with its port
 * @param homepage the site that the entry address leads to, null for the node's own dashboard
 */
public record UiSettings(
    InetAddress bind,
    int port,
    boolean nextIfTaken,
    Set<String> hosts,
    @Nullable SiteAddress homepage) {
  /** Loopback, the given port, the dashboard as start page. */
  public static UiSettings onLoopback(int port) {
    return new UiSettings(InetAddress.getLoopbackAddress(), port, port != 0, Set.of(), null);
  }
}
