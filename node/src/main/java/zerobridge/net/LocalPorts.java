package zerobridge.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The TCP ports of this machine. */
public final class LocalPorts {
  private LocalPorts() {}

  /** Whether a port could be opened on all addresses at this instant. */
  public static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }
}
