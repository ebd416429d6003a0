package zerobridge.reach;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import zerobridge.crypto.PeerCertificate;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.peer.FolderService;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.PeerSettings;

/**
 * Nodes somewhere else, which connect where a test tells them to and end with their input.
 * Arguments: a folder, the port, and the addresses they are at.
 */
final class InternetProgram {
  private InternetProgram() {}

  public static void main(String[] args) throws Exception {
    Clock clock = Clock.systemUTC();
    Path folder = Files.createDirectories(Path.of(args[0]));
    PeerCertificate certificate = PeerCertificate.loadOrCreate(folder, clock);
    try (Threads threads = new Threads("internet")) {
      List<PeerNetwork> all = new ArrayList<>();
      for (int i = 2; i < args.length; i++) {
        InetAddress here = PeerAddress.ip(args[i]);
        Dialer dialer = new Dialer();
        dialer.allow(NetworkMode.directFrom(here));
        PeerSettings settings = PeerSettings.onPort(Integer.parseInt(args[1])).withBind(here);
        PeerNetwork network = new PeerNetwork(settings, certificate, dialer, threads, clock);
        network.start(
            new FolderService(SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT"), folder));
        all.add(network);
      }
      System.out.println("ready");
      obey(all);
      all.forEach(PeerNetwork::close);
    }
  }

  private static void obey(List<PeerNetwork> all) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      try {
        PeerConnection connection = all.get(0).connect(PeerAddress.parse(line));
        connection.close("Seen.");
        System.out.println("answer: connected to rev " + connection.handshake().rev());
      } catch (IOException e) {
        System.out.println("answer: no way in: " + e.getMessage());
      }
    }
  }
}
