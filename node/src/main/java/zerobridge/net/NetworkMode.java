package zerobridge.net;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What may leave this machine and by which way. The {@link Dialer} refuses everything until one is
 * chosen.
 *
 * @param clearnet the route to IP addresses and host names, {@code null} if none may be dialled
 * @param onion the route to onion services, {@code null} if there is none
 */
public record NetworkMode(@Nullable Route clearnet, @Nullable Route onion) {
  /** Nothing is dialled, not even this machine. */
  public static NetworkMode offline() {
    return new NetworkMode(null, null);
  }

  /** Straight from this machine. */
  public static NetworkMode direct() {
    return new NetworkMode(new DirectRoute(null, false), null);
  }

  /**
   * Straight from one of this machine's addresses.
   *
   * @param source where sockets to other machines start; those to loopback are free
   */
  public static NetworkMode directFrom(InetAddress source) {
    return new NetworkMode(new DirectRoute(source, false), null);
  }

  /** Only this machine, for demonstrations and tests: a mistake can't reach strangers. */
  public static NetworkMode loopbackOnly() {
    return new NetworkMode(new DirectRoute(null, true), null);
  }

  /** The same mode with a way to onion services. */
  public NetworkMode withOnion(Route route) {
    return new NetworkMode(clearnet, route);
  }
}
