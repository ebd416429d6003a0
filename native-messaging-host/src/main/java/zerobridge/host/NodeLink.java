package zerobridge.host;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** A connection to the running node over the JDK's own Unix-domain channel. */
public final class NodeLink implements Closeable {
  private final SocketChannel channel;

  private NodeLink(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Connects to the node.
   *
   * @return empty when no node listens there
   */
  public static Optional<NodeLink> connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return Optional.of(new NodeLink(channel));
    } catch (IOException noNode) {
      // No socket file, or nobody behind it: both mean that the node doesn't run.
      channel.close();
      return Optional.empty();
    }
  }

  /** Both directions; frames as in {@link Frames}. */
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
