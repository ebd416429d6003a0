package zerobridge.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.dht.BootstrapNode;
import zerobridge.peer.BandwidthSchedule;
import zerobridge.site.SiteOptions;

/**
 * Everything a person can choose about a node, read once at its start.
 *
 * @param data the data directory
 * @param ui where pages are served
 * @param peers how other nodes are met
 * @param finding how other nodes are found
 * @param offline no connection to other machines, in or out
 * @param debug log every step
 */
record Options(Path data, Ui ui, Peers peers, Finding finding, boolean offline, boolean debug) {

  /** The default UI port, 0.7.2's. */
  static final int UI_PORT = 43110;

  /** How large a site may be before the person is asked, in MiB (content specification, limits). */
  static final int SIZE_LIMIT_MIB = 10;

  /**
   * For a node that ends soon or stays on this machine: any free ports, no page opened, nobody
   * asked to let others in, no discovery beside trackers.
   *
   * @param bind address to listen on for other nodes, {@code *} for all
   */
  static Options brief(Path data, String bind, Trackers trackers) {
    return new Options(
        data,
        new Ui(0, false, null, false, Sizes.of(SIZE_LIMIT_MIB)),
        new Peers(Optional.of(0), bind, Reach.AS_IT_IS, Limits.DEFAULTS, false),
        new Finding(trackers, Discovery.NONE),
        false,
        false);
  }

  /** The same with another limit for the size of sites. */
  Options withSizeLimit(int mebibytes) {
    Ui changed = new Ui(ui.port, ui.portIsWish, ui.homepage, ui.open, Sizes.of(mebibytes));
    return new Options(data, changed, peers, finding, offline, debug);
  }

  /** The same, meeting peers on this machine as if they were far away or not. */
  Options withLoopbackAsInternet(boolean far) {
    Peers changed = new Peers(peers.port, peers.bind, peers.reach, peers.limits, far);
    return new Options(data, ui, changed, finding, offline, debug);
  }

  /**
   * Where pages are served.
   *
   * @param port TCP port on loopback; 0 takes any free one
   * @param portIsWish whether the next free port may be taken when this one is in use
   * @param homepage a site shown as the start page instead of the node's own, if any
   * @param open whether the start page is opened in the default browser
   * @param sizes how large what is fetched may be
   */
  record Ui(int port, boolean portIsWish, @Nullable String homepage, boolean open, Sizes sizes) {}

  /**
   * How large what is fetched may be, in MiB.
   *
   * @param site how large a site may be before the person is asked
   * @param bigFile the largest big file that is fetched; {@link #ANY} for no limit
   * @param autodownload the largest big file that is fetched whole without being asked for
   */
  record Sizes(int site, int bigFile, int autodownload) {
    static final int ANY = 0;

    /** The reference's limit. */
    static final int AUTODOWNLOAD_MIB = 10;

    /** The usual limits for files. */
    static Sizes of(int site) {
      return new Sizes(site, ANY, AUTODOWNLOAD_MIB);
    }

    SiteOptions siteOptions() {
      return SiteOptions.DEFAULTS.withSizeLimit(site).withBigFiles(bigFile, autodownload);
    }
  }

  /**
   * How other nodes are met.
   *
   * @param port TCP port for other nodes; empty takes the saved one, or chooses one and saves it; 0
   *     takes any free one
   * @param bind address to listen on, {@code *} for all
   * @param reach how others come in
   * @param limits how much others may take
   * @param loopbackIsInternet for tests: meet peers on this machine as if they were far away, with
   *     TLS and flood protection
   */
  record Peers(
      Optional<Integer> port,
      String bind,
      Reach reach,
      Limits limits,
      boolean loopbackIsInternet) {}

  /**
   * How others come in.
   *
   * @param externalIps addresses under which others reach this node; empty when not known
   * @param mapPort whether routers are asked to forward the port
   */
  record Reach(List<String> externalIps, boolean mapPort) {
    /** For nodes that end soon, and for those that stay on this machine. */
    static final Reach AS_IT_IS = new Reach(List.of(), false);
  }

  /**
   * How much other nodes may take, and what they must do for it.
   *
   * @param bandwidth how fast this node talks to all of them together
   * @param strictTls no clear text to nodes on other machines
   */
  record Limits(BandwidthSchedule bandwidth, boolean strictTls) {
    static final Limits DEFAULTS = new Limits(BandwidthSchedule.NONE, false);
  }

  /** How other nodes are found: by trackers, and without them. */
  record Finding(Trackers trackers, Discovery discovery) {}

  /**
   * Trackers to ask, and being one.
   *
   * @param use whether trackers are asked at all
   * @param urls trackers named one by one; empty for the defaults
   * @param files lists of more trackers, read again when they change; {@code {data_dir}} stands for
   *     the data directory
   * @param udp whether those that speak UDP are asked
   * @param serve whether this node is a tracker for others
   */
  record Trackers(boolean use, List<String> urls, List<String> files, boolean udp, boolean serve) {
    static final Trackers NONE = new Trackers(false, List.of(), List.of(), false, false);
    static final Trackers DEFAULTS = named(List.of());

    /** Those and no others; the defaults if there are none. */
    static Trackers named(List<String> urls) {
      return new Trackers(true, urls, List.of(), true, false);
    }
  }

  /**
   * How peers are found without trackers.
   *
   * @param dht whether the node takes part in the DHT
   * @param dhtEntries nodes to enter the DHT by; empty for the public ones
   * @param local whether nodes on the local network are looked for
   */
  record Discovery(boolean dht, List<BootstrapNode> dhtEntries, boolean local) {
    static final Discovery NONE = new Discovery(false, List.of(), false);
  }
}
