package zerobridge.bridge;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/** Listens with the JDK's own channel; where the system tells no peer, the directory protects. */
final class JdkListener implements LocalListener {
  private final ServerSocketChannel server;
  private final String ownUser;

  JdkListener(Path socket) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
      this.ownUser = Files.getOwner(socket).getName();
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public Accepted accept() throws IOException {
    SocketChannel channel = server.accept();
    try {
      UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
      String name = peer.user().getName();
      return new Accepted(channel, name.equals(ownUser), "user " + name);
    } catch (UnsupportedOperationException e) {
      return new Accepted(channel, true, "a process of this directory's user");
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
