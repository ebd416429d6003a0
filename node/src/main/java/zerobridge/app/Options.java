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
 * @param tracking trackers beyond those that are named one by one
 * @param discovery how peers are found without trackers
 * @param limits how much other nodes may take
 * @param offline no connection to other machines, in or out
 * @param debug log every step
 */
record Options(
    Path data,
    Ui ui,
    Peers peers,
    Tracking tracking,
    Discovery discovery,
    Limits limits,
    boolean offline,
    boolean debug) {

  /** With the usual trackers and limits only, and no other way to find peers. */
  Options(Path data, Ui ui, Peers peers, boolean offline, boolean debug) {
    this(
        data,
        ui,
        peers,
        new Tracking(List.of(), false),
        Discovery.NONE,
        Limits.DEFAULTS,
        offline,
        debug);
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
  record Ui(int port, boolean portIsWish, @Nullable String homepage, boolean open, Sizes sizes) {
    /** With the usual limits for files. */
    Ui(int port, boolean portIsWish, @Nullable String homepage, boolean open, int sizeLimitMiB) {
      this(
          port,
          portIsWish,
          homepage,
          open,
          new Sizes(sizeLimitMiB, Sizes.ANY, Sizes.AUTODOWNLOAD_MIB));
    }
  }

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
   * @param trackers addresses of trackers; empty for the defaults
   * @param useTrackers whether trackers are asked at all
   * @param reach how others come in
   * @param loopbackIsInternet for tests: meet peers on this machine as if they were far away, with
   *     TLS and flood protection
   */
  record Peers(
      Optional<Integer> port,
      String bind,
      List<String> trackers,
      boolean useTrackers,
      Reach reach,
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
   * Trackers beyond those that are named one by one.
   *
   * @param files lists of trackers, read again when they change; {@code {data_dir}} stands for the
   *     data directory
   * @param serve whether this node is a tracker for others
   */
  record Tracking(List<String> files, boolean serve) {}

  /**
   * How peers are found without trackers.
   *
   * @param dht whether the node takes part in the DHT
   * @param dhtEntries nodes to enter the DHT by; empty for the public ones
   * @param local whether nodes on the local network are looked for
   */
  record Discovery(boolean dht, List<BootstrapNode> dhtEntries, boolean local) {
    /** For nodes that end soon, and for those that stay on this machine. */
    static final Discovery NONE = new Discovery(false, List.of(), false);
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

  /** The default UI port, 0.7.2's. */
  static final int UI_PORT = 43110;

  /** How large a site may be before the person is asked, in MiB (content specification, limits). */
  static final int SIZE_LIMIT_MIB = 10;
}
