package zerobridge.bridge;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.unixsocket.Credentials;
import jnr.unixsocket.UnixServerSocketChannel;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/** Listens with jnr-unixsocket, which tells user and process of the peer. */
final class JnrListener implements LocalListener {
  private final Path socket;
  private final int ownUser;
  private final UnixServerSocketChannel server;
  private volatile boolean closed;

  JnrListener(Path socket) throws IOException {
    this.socket = socket;
    POSIX posix = POSIXFactory.getPOSIX();
    this.ownUser = posix.getuid();
    this.server = UnixServerSocketChannel.open();
    try {
      server.socket().bind(new UnixSocketAddress(socket.toFile()));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public Accepted accept() throws IOException {
    UnixSocketChannel channel = server.accept();
    if (closed) {
      if (channel != null) {
        channel.close();
      }
      server.close();
      throw new AsynchronousCloseException();
    }
    if (channel == null) {
      throw new IOException("The socket " + socket + " gave no connection");
    }
    try {
      Credentials peer = channel.getOption(UnixSocketOptions.SO_PEERCRED);
      return new Accepted(
          channel,
          peer.getUid() == ownUser,
          "process " + peer.getPid() + " of user " + peer.getUid());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** A blocked native accept ignores the closing of its descriptor, so it is woken by a visit. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (SocketChannel visit = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      visit.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      server.close();
    }
  }
}
