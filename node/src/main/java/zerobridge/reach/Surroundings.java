package zerobridge.reach;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import zerobridge.net.LocalAddresses;
import zerobridge.net.SourceNetwork;

/**
 * Where this machine is in its networks; another value means that it moved.
 *
 * @param addresses its own
 * @param gateways its routers
 */
record Surroundings(Set<InetAddress> addresses, List<Gateway> gateways) {
  static Surroundings now(Gateways gateways) {
    // Link-local ones come and go with every container, and lead nowhere.
    Set<InetAddress> addresses =
        LocalAddresses.all().stream()
            .filter(ip -> !ip.isLinkLocalAddress())
            .collect(Collectors.toSet());
    return new Surroundings(addresses, gateways.find());
  }

  /** Whether an address can only be of somebody beyond the local networks. */
  boolean isOutside(InetAddress source) {
    return addresses.stream()
        .noneMatch(own -> SourceNetwork.near(own).equals(SourceNetwork.near(source)));
  }
}
