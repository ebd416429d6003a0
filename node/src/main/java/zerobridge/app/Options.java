package zerobridge.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.site.SiteOptions;

/**
 * Everything a person can choose about a node, read once at its start.
 *
 * @param data the data directory
 * @param ui where pages are served
 * @param peers how other nodes are met
 * @param tracking trackers beyond those that are named one by one
 * @param offline no connection to other machines, in or out
 * @param debug log every step
 */
record Options(Path data, Ui ui, Peers peers, Tracking tracking, boolean offline, boolean debug) {

  /** With the usual trackers only. */
  Options(Path data, Ui ui, Peers peers, boolean offline, boolean debug) {
    this(data, ui, peers, new Tracking(List.of(), false), offline, debug);
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
   * @param externalIps addresses under which others reach this node; empty when not known
   * @param loopbackIsInternet for tests: meet peers on this machine as if they were far away, with
   *     TLS and flood protection
   */
  record Peers(
      Optional<Integer> port,
      String bind,
      List<String> trackers,
      boolean useTrackers,
      List<String> externalIps,
      boolean loopbackIsInternet) {}

  /**
   * Trackers beyond those that are named one by one.
   *
   * @param files lists of trackers, read again when they change; {@code {data_dir}} stands for the
   *     data directory
   * @param serve whether this node is a tracker for others
   */
  record Tracking(List<String> files, boolean serve) {}

  /** The default UI port, 0.7.2's. */
  static final int UI_PORT = 43110;

  /** How large a site may be before the person is asked, in MiB (content specification, limits). */
  static final int SIZE_LIMIT_MIB = 10;
}
