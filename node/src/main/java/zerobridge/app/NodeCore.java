package zerobridge.app;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.PeerCertificate;
import zerobridge.io.AtomicFile;
import zerobridge.io.Threads;
import zerobridge.message.PeerMessages;
import zerobridge.name.Names;
import zerobridge.name.PinnedNames;
import zerobridge.name.ZeroNameSite;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.LocalAddresses;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.peer.BandwidthSchedule;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.PeerSettings;
import zerobridge.reach.ReachOptions;
import zerobridge.reach.WayIn;
import zerobridge.site.SiteOptions;
import zerobridge.site.SiteRegistry;
import zerobridge.site.SiteServices;
import zerobridge.tracker.Announcer;
import zerobridge.user.UserStore;

/**
 * The parts of a node below its pages, made and joined in the order of the layers: what one command
 * needs when no node runs, and what {@link Node} adds pages and the local socket to. Start reading
 * here. Safe for any thread.
 */
final class NodeCore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeCore.class);
  private static final int PORTS_TRIED = 100;
  private static final Duration SCHEDULE_PERIOD = Duration.ofSeconds(20);

  private final Options options;
  private final DataDirectory data;
  private final Claim claim;
  private final Clock clock = Clock.systemUTC();
  private final Clock localClock = Clock.system(ZoneId.systemDefault());
  private final SecureRandom random = new SecureRandom();
  private final Instant openedAt = clock.instant();

  // From the bottom of the drawing to its top.
  private final Threads threads = new Threads("zb");
  private final Dialer dialer = new Dialer();
  private final CompletableFuture<PeerCertificate> certificate;
  private final PeerNetwork network;
  private final NodeTrackers trackers;
  private final WayIn wayIn;
  private final SiteRegistry sites;
  private final PeerDiscovery discovery;
  private final Names names;
  private final UserStore users;
  private final PeerMessages messages;

  private NodeCore(Options options, SiteOptions siteOptions, DataDirectory data, Claim claim)
      throws IOException {
    this.options = options;
    this.data = data;
    this.claim = claim;
    dialer.allow(options.offline() ? NetworkMode.offline() : NetworkMode.direct());
    // Making one takes a good part of a second, and reading one some of it: meanwhile pages start.
    certificate =
        threads.call("certificate", () -> PeerCertificate.loadOrCreate(data.path(), clock));
    network = new PeerNetwork(peerSettings(), certificate, dialer, threads, clock);
    trackers = new NodeTrackers(options, data, network, threads, clock, random);
    wayIn = new WayIn(network, dialer, threads, clock, random, reachOptions());
    sites =
        new SiteRegistry(
            data.path(), new SiteServices(threads, network, this::announcer, clock, siteOptions));
    discovery = new PeerDiscovery(options.finding().discovery(), bind(), sites);
    names =
        new Names(
            List.of(
                PinnedNames.open(data.pinnedNamesFile()),
                new ZeroNameSite(sites, ZeroNameSite.ADDRESS)));
    users = UserStore.open(data.usersFile(), random);
    messages = new PeerMessages(sites, network, threads, clock, random);
  }

  /**
   * Takes the data directory and makes the parts; nothing runs yet.
   *
   * @param taking what of the machine is taken
   * @throws IOException when the directory is in use or damaged
   */
  static NodeCore open(Options options, SiteOptions siteOptions, Taking taking) throws IOException {
    DataDirectory data = new DataDirectory(options.data());
    data.create();
    Claim claim = taking.take(data);
    try {
      return new NodeCore(options, siteOptions, data, claim);
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /** One of the ways to make a {@link Claim}. */
  interface Taking {
    Claim take(DataDirectory data) throws IOException;
  }

  /** Lets the sites load, in the background. */
  void startSites() throws IOException {
    sites.start();
    threads.run("leftovers", this::removeLeftovers);
  }

  /** The directory is ours alone, so what is older than this process belongs to a dead one. */
  private void removeLeftovers() {
    Instant started = ProcessHandle.current().info().startInstant().orElse(openedAt);
    try {
      int removed = AtomicFile.removeLeftovers(data.path(), started);
      if (removed > 0) {
        log.info("Removed {} half-written files of an earlier run", removed);
      }
    } catch (IOException e) {
      log.warn("Looking for half-written files failed: {}", e.getMessage());
    }
  }

  /**
   * Opens the port for peers.
   *
   * @throws IOException when it is taken
   */
  void startNetwork() throws IOException {
    try {
      certificate.join();
    } catch (CompletionException e) {
      throw new IOException(Main.sentence(e), e);
    }
    trackers.start(certificate.join().pin());
    keepToSchedule();
    network.start(sites.peerService());
    // A tracker tells us of ourselves like of anybody else.
    for (InetAddress ip : LocalAddresses.all()) {
      network.addOwnAddress(new PeerAddress.Ip(ip, network.localPort()));
    }
    for (String ip : options.peers().reach().externalIps()) {
      network.addOwnAddress(PeerAddress.of(ip, network.localPort()));
      network.setPortOpened(HostKind.of(ip), true);
    }
  }

  /** Lets others in: has the router forward the port, and finds out whether they can come. */
  void openWayIn() {
    wayIn.start();
  }

  /** Begins to find peers without trackers. */
  void startDiscovery() {
    discovery.start(network, dialer, threads, clock, data.dhtFile());
  }

  /** Holds the limits of speed that the time of the day has, from now on. */
  private void keepToSchedule() {
    BandwidthSchedule schedule = options.peers().limits().bandwidth();
    network.bandwidth().limit(schedule.at(LocalTime.now(localClock)));
    if (!schedule.windows().isEmpty()) {
      ScheduledFuture<?> unused =
          threads.every(
              SCHEDULE_PERIOD,
              SCHEDULE_PERIOD,
              "bandwidth schedule",
              () -> network.bandwidth().limit(schedule.at(LocalTime.now(localClock))));
    }
  }

  private PeerSettings peerSettings() throws IOException {
    PeerSettings settings =
        PeerSettings.onPort(peerPort()).withStrictTls(options.peers().limits().strictTls());
    if (options.peers().loopbackIsInternet()) {
      settings = settings.withIpLocal(Set.of());
    }
    return settings.withBind(bind());
  }

  private @Nullable InetAddress bind() {
    String bind = options.offline() ? "127.0.0.1" : options.peers().bind();
    return bind.equals("*") ? null : PeerAddress.ip(bind);
  }

  /** A person who says how others come in has told the router already. */
  private ReachOptions reachOptions() {
    Set<HostKind> known =
        options.peers().reach().externalIps().stream()
            .map(HostKind::of)
            .collect(Collectors.toSet());
    boolean mapPort = options.peers().reach().mapPort() && !known.contains(HostKind.IPV4);
    return new ReachOptions(bind(), mapPort, known);
  }

  private int peerPort() throws IOException {
    if (options.peers().port().isPresent()) {
      return options.peers().port().get();
    }
    return new PeerPort(data.stateFile(), random).keptOrChosen(PORTS_TRIED);
  }

  private Announcer announcer(Announcer.Listener listener) {
    return trackers.serve(
        new Announcer(
            new Announcer.Ways(dialer, network), threads, clock, random, new Reach(), listener));
  }

  /** What trackers are told of the way to this node. */
  private final class Reach implements Announcer.Reachability {
    @Override
    public int openPort(HostKind family) {
      // Unknown is announced as open: a closed port costs others one attempt, silence costs us all
      // of them.
      return Boolean.FALSE.equals(network.portOpened(family)) ? 0 : network.localPort();
    }

    @Override
    public boolean isOnline() {
      return !options.offline()
          && LocalAddresses.all().stream().anyMatch(ip -> !ip.isLoopbackAddress());
    }
  }

  Options options() {
    return options;
  }

  DataDirectory data() {
    return data;
  }

  Claim claim() {
    return claim;
  }

  Clock clock() {
    return clock;
  }

  SecureRandom random() {
    return random;
  }

  Threads threads() {
    return threads;
  }

  PeerNetwork network() {
    return network;
  }

  WayIn wayIn() {
    return wayIn;
  }

  PeerDiscovery discovery() {
    return discovery;
  }

  SiteRegistry sites() {
    return sites;
  }

  Names names() {
    return names;
  }

  UserStore users() {
    return users;
  }

  PeerMessages messages() {
    return messages;
  }

  @Override
  public void close() {
    closePart("the sites", sites);
    closePart("announcing", sites.announcer());
    closePart("the trackers", trackers);
    closePart("finding peers", discovery);
    closePart("the way in", wayIn);
    closePart("the peers", network);
    closePart("the threads", threads);
    closePart("the data directory", claim);
  }

  /** One part that fails to end must not keep the others from saving. */
  static void closePart(String name, @Nullable AutoCloseable part) {
    if (part == null) {
      return;
    }
    try {
      part.close();
    } catch (Exception | LinkageError e) {
      // The latter when the program was replaced while it ran and a class is loaded only now.
      log.error("Ending {} failed", name, e);
    }
  }
}
