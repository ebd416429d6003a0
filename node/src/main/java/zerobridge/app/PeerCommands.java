package zerobridge.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerobridge.crypto.PeerCertificate;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.peer.Answer;
import zerobridge.peer.FileRequest;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerExchange;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.PeerService;
import zerobridge.peer.PeerSettings;
import zerobridge.peer.Update;

/** {@code peer}: one peer, by hand. */
@Command(
    name = "peer",
    description = "Talks to one peer by hand.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>")
final class PeerCommands {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs
  private CommandSpec spec;

  @Command(
      name = "ping",
      description = "Connects, shakes hands and measures a round trip.",
      mixinStandardHelpOptions = true)
  int ping(@Parameters(paramLabel = "HOST:PORT") String peer) throws Exception {
    return with(
        peer,
        client -> {
          PeerConnection connection = client.connection();
          Duration delay = SiteCommand.await(client.ping());
          spec.commandLine()
              .getOut()
              .printf(
                  "%s answers in %.1f ms: version %s rev %d, %s%n",
                  connection.address(),
                  delay.toNanos() / 1e6,
                  connection.handshake().version(),
                  connection.handshake().rev(),
                  connection.isTls() ? "TLS" : "clear text");
        });
  }

  @Command(
      name = "get",
      description = "Fetches one file of a site; nothing is verified.",
      mixinStandardHelpOptions = true)
  int get(
      @Parameters(index = "0", paramLabel = "HOST:PORT") String peer,
      @Parameters(index = "1", paramLabel = "ADDRESS") String address,
      @Parameters(index = "2", paramLabel = "PATH") String path,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where to.")
          Path target)
      throws Exception {
    return with(
        peer,
        client -> {
          try (OutputStream sink = Files.newOutputStream(target)) {
            long size =
                SiteCommand.await(
                    client.download(SiteAddress.parse(address), InnerPath.parse(path), 0, sink));
            spec.commandLine().getOut().println(size + " bytes");
          }
        });
  }

  private interface Talk {
    void with(PeerClient client) throws Exception;
  }

  private static int with(String peer, Talk talk) throws Exception {
    Path temporary = Files.createTempDirectory("zerobridge-peer");
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.direct());
    Clock clock = Clock.systemUTC();
    PeerSettings settings = PeerSettings.onPort(0).withBind(PeerAddress.ip("127.0.0.1"));
    try (Threads threads = new Threads("peer");
        PeerNetwork network =
            new PeerNetwork(
                settings, PeerCertificate.loadOrCreate(temporary, clock), dialer, threads, clock)) {
      network.start(new NothingServed());
      talk.with(new PeerClient(network.connect(PeerAddress.parse(peer))));
      return 0;
    } finally {
      TemporaryFolder.delete(temporary);
    }
  }

  /** Has no sites. */
  private static final class NothingServed implements PeerService {
    @Override
    public boolean serves(PeerConnection from, SiteAddress site) {
      return false;
    }

    @Override
    public Answer file(PeerConnection from, FileRequest request) {
      return FileRequest.NOT_FOUND;
    }

    @Override
    public CompletableFuture<Answer> update(PeerConnection from, Update update) {
      return CompletableFuture.failedFuture(new IOException("No sites are here"));
    }

    @Override
    public List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange) {
      return List.of();
    }

    @Override
    public Map<InnerPath, Long> modifiedSince(PeerConnection from, SiteAddress site, long since) {
      return Map.of();
    }
  }
}
