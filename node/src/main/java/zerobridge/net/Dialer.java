package zerobridge.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The only place of this program that opens outgoing sockets or resolves host names. It refuses
 * everything until {@link #allow} was called, so that nothing leaves before the person's choice of
 * privacy is known. Safe for any thread.
 */
public final class Dialer {
  private volatile @Nullable NetworkMode mode;

  /** Chooses what may leave from now on; connections that exist stay. */
  public void allow(NetworkMode chosen) {
    mode = chosen;
  }

  /** The chosen mode, {@code null} as long as none is. */
  public @Nullable NetworkMode mode() {
    return mode;
  }

  /** True if an address of this kind can be dialled now; asks nobody. */
  public boolean reaches(HostKind kind) {
    NetworkMode current = mode;
    return current != null
        && (kind == HostKind.ONION ? current.onion() : current.clearnet()) != null;
  }

  public Socket tcp(PeerAddress address, Duration timeout) throws IOException {
    return tcp(address.host(), address.port(), timeout);
  }

  /**
   * Opens a TCP connection with TCP_NODELAY.
   *
   * @param host IP literal, host name or onion name
   * @throws NetworkRefusedException if the mode forbids it
   */
  public Socket tcp(String host, int port, Duration timeout) throws IOException {
    if (port < 1 || port > 65535) {
      throw new NetworkRefusedException("This peer is not connectable: it has port " + port + ".");
    }
    Route route = HostKind.of(host) == HostKind.ONION ? chosen().onion() : chosen().clearnet();
    if (route == null) {
      throw new NetworkRefusedException("The network mode has no way to " + host + ".");
    }
    Socket socket = route.connect(host, port, timeout);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /**
   * As {@link #tcp(String, int, Duration)}, over one address family. Where a proxy resolves names
   * the family cannot be chosen.
   *
   * @param family {@link HostKind#IPV4}, {@link HostKind#IPV6} or {@link HostKind#UNKNOWN} for any
   */
  public Socket tcp(String host, int port, HostKind family, Duration timeout) throws IOException {
    boolean named = HostKind.of(host) == HostKind.UNKNOWN;
    String target =
        named && family != HostKind.UNKNOWN && sendsDirectly()
            ? resolve(host, family).getHostAddress()
            : host;
    return tcp(target, port, timeout);
  }

  /** True if IP addresses and names are dialled from here, not by a proxy, and datagrams may go. */
  public boolean sendsDirectly() {
    NetworkMode current = mode;
    return current != null
        && current.clearnet() instanceof DirectRoute direct
        && direct.allowsDatagrams();
  }

  /**
   * Resolves the target and opens a datagram socket that talks only to it, so that strangers'
   * datagrams don't arrive.
   *
   * @throws NetworkRefusedException if the mode forbids datagrams
   */
  public DatagramSocket udp(String host, int port) throws IOException {
    return udp(host, port, HostKind.UNKNOWN);
  }

  /**
   * As {@link #udp(String, int)}, over a socket of one address family.
   *
   * @param family {@link HostKind#IPV4}, {@link HostKind#IPV6} or {@link HostKind#UNKNOWN} for any
   */
  public DatagramSocket udp(String host, int port, HostKind family) throws IOException {
    if (!(chosen().clearnet() instanceof DirectRoute direct) || !direct.allowsDatagrams()) {
      throw new NetworkRefusedException("The network mode sends no datagrams.");
    }
    InetAddress target = resolve(host, family);
    if (direct.isLoopbackOnly() && !target.isLoopbackAddress()) {
      throw new NetworkRefusedException("Only this machine may be dialled, not " + host + ".");
    }
    InetAddress source = target.isLoopbackAddress() ? null : direct.source();
    DatagramSocket socket = source == null ? new DatagramSocket() : new DatagramSocket(0, source);
    try {
      socket.connect(new InetSocketAddress(target, port));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Opens a socket that asks all devices of the local network at once.
   *
   * @param source this machine's address in that network
   * @param group a multicast address that routers don't forward, or loopback in tests
   * @throws NetworkRefusedException if the mode forbids datagrams, or either address leads further
   */
  public LocalSearch searchLocally(InetAddress source, InetSocketAddress group) throws IOException {
    if (!(chosen().clearnet() instanceof DirectRoute direct) || !direct.allowsDatagrams()) {
      throw new NetworkRefusedException("The network mode sends no datagrams.");
    }
    InetAddress target = group.getAddress();
    boolean stays = target.isMCSiteLocal() || target.isMCLinkLocal();
    if (!target.isLoopbackAddress()
        && (direct.isLoopbackOnly() || !stays || !IpRanges.isPrivate(source))) {
      throw new NetworkRefusedException("This search would leave the local network: " + group);
    }
    return new LocalSearch(source, group);
  }

  /**
   * Opens a datagram socket that hears and talks to anybody.
   *
   * @param bind the local address, {@code null} for all of this machine
   * @param port the local port, 0 for any
   * @param shared whether other programs of this machine may hear on the same port
   * @throws NetworkRefusedException if the mode forbids datagrams
   */
  public UdpPort udpPort(@Nullable InetAddress bind, int port, boolean shared) throws IOException {
    DirectRoute direct = datagramRoute();
    InetAddress local = bind != null ? bind : direct.source();
    if (direct.isLoopbackOnly() && (local == null || !local.isLoopbackAddress())) {
      local = InetAddress.getLoopbackAddress();
    }
    DatagramSocket socket = new DatagramSocket(null);
    try {
      socket.setReuseAddress(shared);
      socket.setBroadcast(true);
      socket.bind(new InetSocketAddress(local, port));
      return new UdpPort(this, socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * The addresses of a host that datagrams may go to.
   *
   * @throws NetworkRefusedException if the mode forbids datagrams; then no resolver is asked either
   */
  public List<InetAddress> resolveForDatagrams(String host) throws IOException {
    DirectRoute direct = datagramRoute();
    return IpRanges.resolve(host).stream()
        .filter(each -> !direct.isLoopbackOnly() || each.isLoopbackAddress())
        .toList();
  }

  void checkDatagramTo(InetAddress target) throws NetworkRefusedException {
    if (datagramRoute().isLoopbackOnly() && !target.isLoopbackAddress()) {
      throw new NetworkRefusedException("Only this machine may be dialled, not " + target + ".");
    }
  }

  private DirectRoute datagramRoute() throws NetworkRefusedException {
    if (chosen().clearnet() instanceof DirectRoute direct && direct.allowsDatagrams()) {
      return direct;
    }
    throw new NetworkRefusedException("The network mode sends no datagrams.");
  }

  private static InetAddress resolve(String host, HostKind family) throws IOException {
    for (InetAddress candidate : IpRanges.resolve(host)) {
      boolean six = candidate instanceof Inet6Address;
      if (family == HostKind.UNKNOWN || six == (family == HostKind.IPV6)) {
        return candidate;
      }
    }
    throw new IOException("The host " + host + " has no " + family.word() + " address.");
  }

  private NetworkMode chosen() throws NetworkRefusedException {
    NetworkMode current = mode;
    if (current == null) {
      throw new NetworkRefusedException("Nothing may be dialled before the network mode is known.");
    }
    return current;
  }
}
