package zerobridge.peer;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zerobridge.net.PeerAddress;

/**
 * How this node meets others.
 *
 * @param bind the address to listen on, {@code null} for all of this machine
 * @param port the port to listen on and to announce, 0 for any free one
 * @param ipLocal addresses that never use TLS, never count as flood and never get our peer id;
 *     empty it to make loopback behave like the internet
 * @param strictTls refuse clear text after a failed TLS, except by the explicit upgrade
 */
public record PeerSettings(
    @Nullable InetAddress bind, int port, Set<InetAddress> ipLocal, boolean strictTls) {

  public PeerSettings {
    ipLocal = Set.copyOf(ipLocal);
  }

  /** Listens everywhere on a port, with loopback as the only local network. */
  public static PeerSettings onPort(int port) {
    Set<InetAddress> loopback = Set.of(PeerAddress.ip("127.0.0.1"), PeerAddress.ip("::1"));
    return new PeerSettings(null, port, loopback, false);
  }

  public PeerSettings withBind(@Nullable InetAddress address) {
    return new PeerSettings(address, port, ipLocal, strictTls);
  }

  public PeerSettings withIpLocal(Set<InetAddress> addresses) {
    return new PeerSettings(bind, port, addresses, strictTls);
  }

  public PeerSettings withStrictTls(boolean strict) {
    return new PeerSettings(bind, port, ipLocal, strict);
  }

  boolean isLocal(InetAddress address) {
    return ipLocal.contains(address);
  }
}
