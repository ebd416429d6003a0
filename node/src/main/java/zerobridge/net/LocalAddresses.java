package zerobridge.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The addresses of this machine's own network interfaces; asks nobody. */
public final class LocalAddresses {
  private static final Logger log = LoggerFactory.getLogger(LocalAddresses.class);

  /** A machine with containers has dozens; more than this is no help to anybody. */
  private static final int MAX = 60;

  private LocalAddresses() {}

  /** All of them, loopback included. */
  public static List<InetAddress> all() {
    List<InetAddress> found = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .limit(MAX)
          .forEach(found::add);
    } catch (SocketException e) {
      log.warn("This machine's own addresses could not be read: {}", e.getMessage());
    }
    return found;
  }

  /** This machine in a private IPv4 network: its own address and the one that reaches everybody. */
  public record Lan(InetAddress own, InetAddress everybody) {}

  /** The private IPv4 networks that this machine is in now. */
  public static List<Lan> lans() {
    List<Lan> found = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .filter(LocalAddresses::isUp)
          .flatMap(each -> each.getInterfaceAddresses().stream())
          .filter(each -> each.getBroadcast() != null)
          .filter(each -> IpRanges.isPrivate(each.getAddress()))
          .limit(MAX)
          .forEach(each -> found.add(new Lan(each.getAddress(), each.getBroadcast())));
    } catch (SocketException e) {
      log.warn("This machine's own networks could not be read: {}", e.getMessage());
    }
    return found;
  }

  private static boolean isUp(NetworkInterface each) {
    try {
      return each.isUp() && !each.isLoopback();
    } catch (SocketException e) {
      log.debug("Network interface {} can't be read: {}", each.getName(), e.getMessage());
      return false;
    }
  }
}
