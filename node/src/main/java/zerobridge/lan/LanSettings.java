package zerobridge.lan;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.PeerAddress;

/**
 * How a node shows itself on the local network.
 *
 * @param bind where datagrams are heard, {@code null} for all of this machine
 * @param port the UDP port, {@link #PORT} everywhere but in tests
 * @param everybody where questions to everybody go; empty for all private networks of this machine
 * @param peerPort where this node takes connections
 * @param sites the sites that this node serves now
 * @param found hears of a node that has a site; called on a thread of the pool
 */
public record LanSettings(
    @Nullable InetAddress bind,
    int port,
    List<InetSocketAddress> everybody,
    IntSupplier peerPort,
    Supplier<Collection<SiteAddress>> sites,
    BiConsumer<SiteAddress, PeerAddress> found) {
  /** The port that 0.7.2 uses. */
  public static final int PORT = 1544;

  /** Copies the list. */
  public LanSettings {
    everybody = List.copyOf(everybody);
  }
}
