package zerobridge.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Plain TCP. Sockets belong to channels, so that files can be sent without copying them. */
final class DirectRoute implements Route {
  private final @Nullable InetAddress source;
  private final boolean loopbackOnly;

  DirectRoute(@Nullable InetAddress source, boolean loopbackOnly) {
    this.source = source;
    this.loopbackOnly = loopbackOnly;
  }

  @Override
  public Socket connect(String host, int port, Duration timeout) throws IOException {
    InetAddress target = IpRanges.resolve(host).get(0);
    if (loopbackOnly && !target.isLoopbackAddress()) {
      throw new NetworkRefusedException("Only this machine may be dialled, not " + host + ".");
    }
    Socket socket = SocketChannel.open().socket();
    try {
      if (source != null && !target.isLoopbackAddress()) {
        socket.bind(new InetSocketAddress(source, 0));
      }
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(target, port), Math.toIntExact(timeout.toMillis()));
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public boolean allowsDatagrams() {
    return true;
  }

  boolean isLoopbackOnly() {
    return loopbackOnly;
  }

  @Nullable InetAddress source() {
    return source;
  }
}
