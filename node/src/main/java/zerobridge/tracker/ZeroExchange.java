package zerobridge.tracker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.peer.NodeClient;
import zerobridge.peer.TrackerAddress;
import zerobridge.peer.ZeroAnnounce;
import zerobridge.tracker.Announcer.Reachability;

/**
 * Asks nodes that serve as trackers (peer protocol, zero trackers). They answer for many sites at
 * once, so from time to time all are announced together. Blocks; safe for any thread.
 */
final class ZeroExchange {
  /** Between two announces of all sites to a tracker. */
  private static final Duration ALL_SITES_EVERY = Duration.ofMinutes(15);

  /** For the connection, and for each of the two rounds. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int WANTED = 20;

  /** Texts that we sign: a tracker must not get our signature under whatever it likes. */
  private static final Pattern NONCE = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private static final Logger log = LoggerFactory.getLogger(ZeroExchange.class);

  private final TrackerConnections connections;
  private final Dialer dialer;
  private final InstantSource clock;
  private final Reachability reachability;
  private final Map<TrackerAddress, AllSites> announced = new ConcurrentHashMap<>();

  /** The last announce of all sites. */
  private record AllSites(Instant when, Set<SiteAddress> sites) {}

  ZeroExchange(
      TrackerConnections connections,
      Dialer dialer,
      InstantSource clock,
      Reachability reachability) {
    this.connections = connections;
    this.dialer = dialer;
    this.clock = clock;
    this.reachability = reachability;
  }

  /** Which sites are announced. */
  record Sites(SiteAddress wanted, AnnounceMode mode, List<SiteAddress> served) {}

  /** Whether the tracker has just heard of the site among all others. */
  boolean knows(ZeroTracker tracker, HostKind family, SiteAddress site) {
    AllSites last = announced.get(address(tracker, family));
    return last != null
        && last.sites.contains(site)
        && clock.instant().isBefore(last.when.plus(ALL_SITES_EVERY));
  }

  /** Announces the wanted site, or all if it is time; the peers of each. */
  Map<SiteAddress, List<PeerAddress>> ask(ZeroTracker tracker, HostKind family, Sites sites)
      throws IOException {
    TrackerAddress address = address(tracker, family);
    AllSites all = new AllSites(clock.instant(), Set.copyOf(allOf(sites)));
    if (!sites.mode.tellsOfAllSites() || !takeTurn(address, all)) {
      boolean told = sites.mode.tellsOfAllSites() && knows(tracker, family, sites.wanted);
      return told ? Map.of() : announce(address, family, List.of(sites.wanted), false);
    }
    try {
      return announce(address, family, allOf(sites), true);
    } catch (IOException | RuntimeException e) {
      announced.remove(address, all);
      throw e;
    }
  }

  /** Many sites are announced at the same time, but only the first of them takes all along. */
  private synchronized boolean takeTurn(TrackerAddress address, AllSites all) {
    AllSites last = announced.get(address);
    if (last != null && all.when.isBefore(last.when.plus(ALL_SITES_EVERY))) {
      return false;
    }
    announced.put(address, all);
    return true;
  }

  /** The wanted one first: a tracker that is short of time leaves out the last. */
  private static List<SiteAddress> allOf(Sites sites) {
    List<SiteAddress> all = new ArrayList<>(List.of(sites.wanted));
    sites.served.stream()
        .filter(site -> !site.equals(sites.wanted))
        .limit(ZeroAnnounce.MAX_HASHES - 1)
        .forEach(all::add);
    return all;
  }

  private Map<SiteAddress, List<PeerAddress>> announce(
      TrackerAddress address, HostKind family, List<SiteAddress> sites, boolean all)
      throws IOException {
    try (TrackerConnections.Use use = connections.open(address)) {
      return announce(new NodeClient(use.connection()), family, sites, all);
    }
  }

  private Map<SiteAddress, List<PeerAddress>> announce(
      NodeClient client, HostKind family, List<SiteAddress> sites, boolean all) throws IOException {
    List<OnionIdentity> onions = onions(sites, family);
    ZeroAnnounce announce = request(sites, onions, family, all);
    ZeroAnnounce.Answered answered = await(client.announce(announce));
    if (answered.toSign() != null && !onions.isEmpty()) {
      prove(client, announce, onions, answered.toSign());
    }
    Map<SiteAddress, List<PeerAddress>> peers = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(sites.size(), answered.peers().size()); i++) {
      peers.put(sites.get(i), answered.peers().get(i));
    }
    return peers;
  }

  private ZeroAnnounce request(
      List<SiteAddress> sites, List<OnionIdentity> onions, HostKind family, boolean all) {
    int open = family == HostKind.UNKNOWN ? 0 : reachability.openPort(family);
    List<String> add = new ArrayList<>();
    if (open > 0 && family != HostKind.ONION) {
      add.add(family.word());
    }
    if (!onions.isEmpty()) {
      add.add(HostKind.ONION.word());
    }
    // Trackers of before 2019 know IPv4 by the first name only.
    List<String> types = new ArrayList<>(List.of("ip4", "ipv4", "ipv6"));
    if (dialer.reaches(HostKind.ONION)) {
      types.add(HostKind.ONION.word());
    }
    return new ZeroAnnounce(
        sites.stream().map(SiteAddress::sha256).toList(),
        onions.stream().map(OnionIdentity::label).toList(),
        open > 0 || onions.isEmpty() ? open : reachability.openPort(HostKind.ONION),
        new ZeroAnnounce.Wanted(types, WANTED, all),
        add,
        null);
  }

  /** Of each site, or none at all: the tracker knows which is whose by the position only. */
  private List<OnionIdentity> onions(List<SiteAddress> sites, HostKind family) {
    List<OnionIdentity> onions = new ArrayList<>();
    for (SiteAddress site : sites) {
      OnionIdentity onion = reachability.onion(site, family);
      if (onion == null) {
        return List.of();
      }
      onions.add(onion);
    }
    return onions;
  }

  /**
   * The second round. What it fails at costs us a place in the list, not the peers we were told.
   */
  private static void prove(
      NodeClient client, ZeroAnnounce announce, List<OnionIdentity> onions, String nonce) {
    if (!NONCE.matcher(nonce).matches()) {
      log.debug("A tracker wants a signature under something odd.");
      return;
    }
    try {
      Map<ByteBuffer, byte[]> signatures = new LinkedHashMap<>();
      for (OnionIdentity onion : onions) {
        ByteBuffer key = ByteBuffer.wrap(onion.publicKey());
        if (!signatures.containsKey(key)) {
          signatures.put(key, onion.sign(nonce.getBytes(StandardCharsets.US_ASCII)));
        }
      }
      ZeroAnnounce.Proof proof = new ZeroAnnounce.Proof(nonce, signatures);
      if (await(client.announce(announce.proven(proof))).toSign() != null) {
        log.debug("The tracker did not accept the proof of our onions.");
      }
    } catch (IOException e) {
      log.debug("Our onions could not be proven: {}", e.toString());
    }
  }

  private static ZeroAnnounce.Answered await(CompletableFuture<ZeroAnnounce.Answered> answer)
      throws IOException {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("This node stops.", e);
    } catch (TimeoutException e) {
      throw new IOException("The tracker does not answer.", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    }
  }

  private static TrackerAddress address(ZeroTracker tracker, HostKind family) {
    boolean named = tracker.kind() == HostKind.UNKNOWN;
    return new TrackerAddress(
        tracker.host(), tracker.port(), named ? family : tracker.kind(), tracker.pin());
  }
}
