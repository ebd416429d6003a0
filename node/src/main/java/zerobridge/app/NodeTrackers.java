package zerobridge.app;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.CertificatePin;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerNetwork;
import zerobridge.tracker.Announcer;
import zerobridge.tracker.DefaultTrackers;
import zerobridge.tracker.SharedTrackers;
import zerobridge.tracker.Tracker;
import zerobridge.tracker.TrackerFile;
import zerobridge.tracker.TrackerList;
import zerobridge.tracker.TrackerServer;
import zerobridge.tracker.TrackerSharing;

/** What a node has to do with trackers: whom it asks, what it tells others, and being one. */
final class NodeTrackers implements AutoCloseable {
  private static final Duration SAVE_PERIOD = Duration.ofMinutes(10);
  private static final Logger log = LoggerFactory.getLogger(NodeTrackers.class);

  private final Options options;
  private final PeerNetwork network;
  private final Threads threads;
  private final TrackerList list;
  private final TrackerSharing sharing;
  private final @Nullable TrackerServer server;

  /** Reads the lists; asks and answers nobody yet. */
  NodeTrackers(
      Options options,
      DataDirectory data,
      PeerNetwork network,
      Threads threads,
      Clock clock,
      SecureRandom random) {
    this.options = options;
    this.network = network;
    this.threads = threads;
    SharedTrackers shared = SharedTrackers.open(data.sharedTrackersFile(), clock);
    sharing = new TrackerSharing(shared, network, clock, random, this::own);
    server =
        options.finding().trackers().serve()
            ? new TrackerServer(data.announcedPeersFile(), network, threads, clock, random)
            : null;
    list = list(data);
  }

  private TrackerList list(DataDirectory data) {
    Options.Trackers chosen = options.finding().trackers();
    if (!chosen.use() || options.offline()) {
      return TrackerList.of(List.of());
    }
    List<Tracker> named = Tracker.parseAll(chosen.urls());
    for (Tracker tracker : named) {
      if (DefaultTrackers.historic().contains(tracker)) {
        log.info("{} is a tracker of years ago, which hardly answers any more", tracker.url());
      }
    }
    return new TrackerList(
        chosen.urls().isEmpty() ? DefaultTrackers.current() : named,
        chosen.files().stream().map(file -> TrackerFile.of(file, data.path())).toList(),
        sharing,
        chosen.udp());
  }

  /** Lets an announcer ask the trackers of this node. */
  Announcer serve(Announcer announcer) {
    announcer.setTrackers(list);
    return announcer;
  }

  /**
   * Answers other nodes.
   *
   * @param pin of the certificate that this node shows
   */
  void start(CertificatePin pin) {
    sharing.serve();
    if (server != null) {
      server.start();
      log.info("Others may name this tracker with its certificate, zero://HOST#{}:PORT", pin.hex());
    }
    ScheduledFuture<?> unused =
        threads.every(SAVE_PERIOD, SAVE_PERIOD, "save trackers", sharing::save);
  }

  /** Under which addresses others reach the tracker on this node, if it is one. */
  private List<PeerAddress> own() {
    return server == null ? List.of() : network.openAddresses();
  }

  @Override
  public void close() {
    sharing.close();
    NodeCore.closePart("the tracker of this node", server);
  }
}
