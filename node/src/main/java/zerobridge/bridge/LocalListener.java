package zerobridge.bridge;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The listening end of a Unix-domain socket that knows who connects. One implementation stands on
 * jnr-unixsocket, the other on the JDK, for systems that jnr doesn't serve.
 */
interface LocalListener extends Closeable {
  /**
   * An accepted connection.
   *
   * @param channel in blocking mode
   * @param sameUser whether the system says that the peer runs as this process's user
   * @param peer whom the log may name, such as {@code process 4711 of user 1000}
   */
  record Accepted(SocketChannel channel, boolean sameUser, String peer) {}

  /** Waits for the next connection; throws when the listener has been closed meanwhile. */
  Accepted accept() throws IOException;

  /** Binds with the best implementation this system has. */
  static LocalListener bind(Path socket) throws IOException {
    try {
      return new JnrListener(socket);
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      return new JdkListener(socket);
    }
  }
}
