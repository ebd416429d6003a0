package zerobridge.lan;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;

/**
 * A process of its own in a network namespace: looks for its first site on the real port and prints
 * what it finds, until its input ends. Arguments: the port for peers, then the sites.
 */
final class LanProgram {
  private LanProgram() {}

  public static void main(String[] arguments) throws Exception {
    List<SiteAddress> sites = Arrays.stream(arguments).skip(1).map(SiteAddress::parse).toList();
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.direct());
    LanSettings settings =
        new LanSettings(
            null,
            LanSettings.PORT,
            List.of(),
            () -> Integer.parseInt(arguments[0]),
            () -> sites,
            (site, peer) -> System.out.println("found " + site + " at " + peer));
    try (Threads threads = new Threads("lan");
        LocalDiscovery lan = LocalDiscovery.start(settings, dialer, threads, Clock.systemUTC())) {
      System.out.println("ready " + lan.port());
      while (System.in.read() >= 0) {
        lan.look(sites.get(0)).join();
      }
    }
  }
}
