package zerobridge.reach;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the routers of this machine's local networks without asking anybody: Linux has them in its
 * routing table; elsewhere the first address of each private network is the likely one. Safe for
 * any thread.
 */
final class Gateways {
  private static final Logger log = LoggerFactory.getLogger(Gateways.class);

  /** More are no help: who has so many runs a data centre. */
  private static final int MAX_GATEWAYS = 3;

  private static final int MAX_INTERFACES = 60;

  /** Column and flag of the kernel's table, and how it writes "everywhere". */
  private static final int INTERFACE = 0;

  private static final int DESTINATION = 1;
  private static final int GATEWAY = 2;
  private static final int FLAGS = 3;
  private static final int METRIC = 6;
  private static final int MASK = 7;
  private static final int HAS_GATEWAY = 2;
  private static final String EVERYWHERE = "00000000";

  private static final Path LINUX_ROUTES = Path.of("/proc/net/route");

  private final Path routes;

  Gateways() {
    this(LINUX_ROUTES);
  }

  Gateways(Path routes) {
    this.routes = routes;
  }

  /** Those there are now, the likeliest first; none where this machine has no private address. */
  List<Gateway> find() {
    try {
      return Files.exists(routes)
          ? named(Files.readString(routes, StandardCharsets.US_ASCII))
          : guessed();
    } catch (IOException e) {
      log.debug("The way out of the local network could not be read: {}", e.getMessage());
      return List.of();
    }
  }

  private static List<Gateway> named(String table) throws IOException {
    List<Route> defaults =
        table
            .lines()
            .skip(1)
            .flatMap(line -> defaultRoute(line).stream())
            .sorted(Comparator.comparingLong(Route::metric))
            .toList();
    List<Gateway> gateways = new ArrayList<>();
    for (Route route : defaults) {
      NetworkInterface via = NetworkInterface.getByName(route.network());
      if (via == null || !Gateway.isPrivate(route.gateway())) {
        continue;
      }
      via.getInterfaceAddresses().stream()
          .filter(own -> Gateway.holds(own, route.gateway()))
          .filter(own -> Gateway.isPrivate(own.getAddress()))
          .limit(1)
          .map(own -> gateway(route.gateway(), own, false))
          .forEach(gateways::add);
    }
    return gateways.stream().distinct().limit(MAX_GATEWAYS).toList();
  }

  /** A row of the table that leads everywhere. */
  record Route(String network, Inet4Address gateway, long metric) {}

  /** Reads one row; anything else than a way out is left out. */
  static Optional<Route> defaultRoute(String line) {
    String[] columns = line.trim().split("\\s+", -1);
    try {
      if (columns.length <= MASK
          || !columns[DESTINATION].equals(EVERYWHERE)
          || !columns[MASK].equals(EVERYWHERE)
          || (Integer.parseInt(columns[FLAGS], 16) & HAS_GATEWAY) == 0) {
        return Optional.empty();
      }
      // The kernel prints the number as it lies in memory, so in the machine's own order.
      byte[] gateway =
          ByteBuffer.allocate(4)
              .order(ByteOrder.nativeOrder())
              .putInt(Integer.parseUnsignedInt(columns[GATEWAY], 16))
              .array();
      return Optional.of(
          new Route(columns[INTERFACE], address(gateway), Long.parseLong(columns[METRIC])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static List<Gateway> guessed() throws IOException {
    return NetworkInterface.networkInterfaces()
        .limit(MAX_INTERFACES)
        .filter(network -> !network.isVirtual())
        .flatMap(network -> network.getInterfaceAddresses().stream())
        .filter(own -> own.getAddress() instanceof Inet4Address)
        .filter(own -> !own.getAddress().isLoopbackAddress())
        .filter(own -> Gateway.isPrivate(own.getAddress()) && own.getNetworkPrefixLength() < 31)
        .map(own -> gateway(address(Gateway.firstAddress(own)), own, true))
        .filter(guess -> !guess.address().equals(guess.local()))
        .limit(MAX_GATEWAYS)
        .toList();
  }

  private static Gateway gateway(Inet4Address address, InterfaceAddress own, boolean guessed) {
    Inet4Address local = (Inet4Address) own.getAddress();
    return new Gateway(address, local, own.getNetworkPrefixLength(), guessed);
  }

  private static Inet4Address address(byte[] bytes) {
    try {
      return (Inet4Address) InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("Four bytes are an address", e);
    }
  }
}
