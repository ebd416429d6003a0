package zerobridge.reach;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import zerobridge.crypto.PeerCertificate;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.peer.FolderService;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.PeerSettings;

/**
 * A node at home, without sites: has its port mapped, tells how it stands whenever that changes,
 * and ends with its input. Arguments: a folder, the port, ways to ask the router separated by
 * commas, and peers to meet.
 */
final class HomeProgram {
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration TELLING = Duration.ofMillis(100);

  private HomeProgram() {}

  public static void main(String[] args) throws Exception {
    Clock clock = Clock.systemUTC();
    Path folder = Files.createDirectories(Path.of(args[0]));
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.direct());
    try (Threads threads = new Threads("home");
        PeerNetwork network =
            new PeerNetwork(
                PeerSettings.onPort(Integer.parseInt(args[1])),
                PeerCertificate.loadOrCreate(folder, clock),
                dialer,
                threads,
                clock)) {
      network.start(
          new FolderService(SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT"), folder));
      Random random = new SecureRandom();
      try (WayIn wayIn =
          new WayIn(
              network,
              dialer,
              threads,
              new ReachOptions(null, true, Set.of()),
              gateway -> ways(args[2], gateway, dialer, clock),
              new PortCheck(clock, random))) {
        wayIn.start(TICK);
        tell(wayIn, threads);
        for (int i = 3; i < args.length; i++) {
          network.connect(PeerAddress.parse(args[i]));
        }
        int end = System.in.read();
        System.out.println("ending " + end);
      }
    }
    System.out.println("ended");
  }

  private static List<MappingProtocol> ways(
      String words, Gateway gateway, Dialer dialer, InstantSource clock) {
    List<MappingProtocol> all =
        List.of(
            new Upnp(gateway, Ssdp.GROUP, dialer, clock),
            new NatPmp(gateway, GatewayQuestion.PORT, dialer, clock),
            new Pcp(gateway, GatewayQuestion.PORT, dialer, clock, new SecureRandom()));
    return all.stream().filter(way -> List.of(words.split(",", -1)).contains(way.word())).toList();
  }

  private static void tell(WayIn wayIn, Threads threads) {
    AtomicReference<String> told = new AtomicReference<>("");
    var unused =
        threads.every(
            TELLING,
            TELLING,
            "telling",
            () -> {
              ReachStatus status = wayIn.status();
              String line =
                  status.outlook()
                      + " "
                      + status.mapping().state()
                      + " "
                      + status.mapping().protocol()
                      + " "
                      + status.mapping().external()
                      + " seen as "
                      + status.external()
                      + ": "
                      + PlainWords.remedy(status);
              if (!line.equals(told.getAndSet(line))) {
                System.out.println(line);
              }
            });
  }
}
