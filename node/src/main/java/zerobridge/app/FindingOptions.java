package zerobridge.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zerobridge.dht.BootstrapNode;

/** The options about how other nodes are found. */
final class FindingOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Option(
      names = "--tracker",
      paramLabel = "URL",
      split = "\n",
      description = "Tracker to ask for peers instead of the defaults; repeatable.")
  private List<String> trackers = new ArrayList<>();

  @Option(
      names = "--trackers-file",
      paramLabel = "FILE",
      split = "\n",
      description =
          "File that lists more trackers, one a line, read again when it changes; {data_dir} stands"
              + " for the data folder; repeatable.")
  private List<String> trackersFiles = new ArrayList<>();

  @Option(
      names = "--serve-tracker",
      description = "Be a zero:// tracker for other nodes too; others have to reach this one.")
  private boolean serveTracker;

  @Option(names = "--no-trackers", description = "Ask no tracker.")
  private boolean noTrackers;

  @Option(
      names = "--no-dht",
      description = "Stay out of the DHT, where the peers of sites are found without trackers.")
  private boolean noDht;

  @Option(
      names = "--dht-bootstrap",
      paramLabel = "HOST:PORT",
      split = "\n",
      description = "Node to enter the DHT by instead of the public ones; repeatable.")
  private List<String> dhtBootstrap = new ArrayList<>();

  @Option(
      names = "--no-local-discovery",
      description = "Do not look for nodes on the local network, nor answer them.")
  private boolean noLocalDiscovery;

  @Option(
      names = "--no-udp",
      description =
          "Find nodes without UDP: no DHT, no local discovery, no trackers that speak it.")
  private boolean noUdp;

  Options.Finding read() {
    return new Options.Finding(
        new Options.Trackers(!noTrackers, trackers, trackersFiles, !noUdp, serveTracker),
        new Options.Discovery(!noDht && !noUdp, dhtEntries(), !noLocalDiscovery && !noUdp));
  }

  private List<BootstrapNode> dhtEntries() {
    try {
      return dhtBootstrap.stream().map(BootstrapNode::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--dht-bootstrap: " + e.getMessage(), e);
    }
  }
}
