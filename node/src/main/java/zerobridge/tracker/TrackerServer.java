package zerobridge.tracker;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.io.Threads;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;
import zerobridge.peer.Answer;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.ZeroAnnounce;

/**
 * This node as a tracker for others: answers {@code announce} (peer protocol, zero trackers). Who
 * announces is remembered for 40 minutes, also over a restart. Safe for any thread.
 */
public final class TrackerServer implements AutoCloseable {
  private static final String COMMAND = "announce";
  private static final Duration LIFE = Duration.ofMinutes(40);
  private static final Duration CHECK_PERIOD = Duration.ofMinutes(4);

  /** Later sites of a long list get no peers: the next request waits. */
  private static final Duration BUDGET = Duration.ofSeconds(1);

  /** As many sites at once are announced to keep them, not because somebody looks for peers. */
  private static final int MANY_SITES = 500;

  private static final int PEERS = 30;
  private static final int FEW_PEERS = 5;
  private static final Answer MALFORMED = new Answer.Refused("Invalid announce", 5);
  private static final Logger log = LoggerFactory.getLogger(TrackerServer.class);

  private final AnnouncedPeersFile file;
  private final PeerNetwork network;
  private final Threads threads;
  private final InstantSource clock;
  private final AnnouncedPeers peers;
  private final OnionNonces nonces;
  private volatile @Nullable ScheduledFuture<?> checks;

  /**
   * Makes a tracker that nobody can ask yet.
   *
   * @param file where it keeps what it knows
   */
  public TrackerServer(
      Path file, PeerNetwork network, Threads threads, InstantSource clock, SecureRandom random) {
    this.file = new AnnouncedPeersFile(file);
    this.network = network;
    this.threads = threads;
    this.clock = clock;
    this.peers = new AnnouncedPeers(AnnouncedPeers.Limits.USUAL, random);
    this.nonces = new OnionNonces(random);
  }

  /** Remembers what was known before, and answers from now on. */
  public void start() {
    try {
      Instant now = clock.instant();
      for (AnnouncedPeers.Kept kept : file.read()) {
        if (kept.announced().isAfter(now.minus(LIFE)) && !kept.announced().isAfter(now)) {
          peers.announce(kept.address(), kept.sites(), kept.announced(), true, true);
        }
      }
    } catch (IOException e) {
      log.warn("The tracker of this node begins anew: {}", e.toString());
    }
    checks = threads.every(CHECK_PERIOD, CHECK_PERIOD, "tracker server", this::check);
    network.serve(COMMAND, this::answer);
    log.info(
        "Serving as a tracker; {} sites of {} peers are known",
        peers.siteCount(),
        peers.peerCount());
  }

  private void check() {
    peers.expire(clock.instant().minus(LIFE));
    save();
  }

  private void save() {
    try {
      file.write(peers.all());
    } catch (IOException e) {
      log.warn("What the tracker of this node knows could not be written: {}", e.toString());
    }
  }

  private CompletableFuture<Answer> answer(PeerConnection from, Message params) {
    ZeroAnnounce announce = ZeroAnnounce.read(params);
    if (announce == null) {
      return CompletableFuture.completedFuture(MALFORMED);
    }
    PeerAddress source = from.address();
    Asker asker = new Asker(from, source, network.isStranger(source));
    ZeroAnnounce.Answered answered = answer(asker, announce);
    return CompletableFuture.completedFuture(
        new Answer.Fields(answered.fields(announce.wanted().types())));
  }

  /**
   * Who announces.
   *
   * @param connection proofs are good for this one only
   * @param address of the other end, with any port
   * @param stranger false for this machine, from which onion services come too
   */
  record Asker(Object connection, PeerAddress address, boolean stranger) {}

  /** One announce, as the numbered steps of the specification. */
  ZeroAnnounce.Answered answer(Asker asker, ZeroAnnounce announce) {
    Instant now = clock.instant();
    List<SiteHash> hashes = announce.hashes().stream().map(bytes -> SiteHash.of(bytes, 0)).toList();
    Map<String, List<SiteHash>> byOnion = byOnion(announce, hashes);
    boolean proven =
        !byOnion.isEmpty()
            && nonces.prove(asker.connection, announce.proof(), byOnion.keySet(), now);
    int changes = 0;
    for (Map.Entry<String, List<SiteHash>> onion : byOnion.entrySet()) {
      changes += announceOnion(onion.getKey(), onion.getValue(), announce, proven, now);
    }
    if (asker.stranger && offers(announce, asker.address.kind())) {
      changes +=
          peers.announce(
              asker.address.withPort(announce.port()),
              hashes,
              now,
              true,
              announce.wanted().forgetOthers());
    }
    boolean ordered = changes > 0 && hashes.size() <= MANY_SITES;
    int limit = Math.min(ordered ? PEERS : FEW_PEERS, announce.wanted().count());
    List<List<PeerAddress>> found = new ArrayList<>();
    Predicate<PeerAddress> fit = fitFor(asker, announce);
    for (SiteHash hash : hashes) {
      if (clock.instant().isAfter(now.plus(BUDGET))) {
        log.debug(
            "{}: {} of {} sites answered in time", asker.address, found.size(), hashes.size());
        break;
      }
      found.add(peers.of(hash, fit, limit, ordered));
    }
    boolean asks = !byOnion.isEmpty() && !proven && changes > 0;
    return new ZeroAnnounce.Answered(found, asks ? nonces.give(asker.connection, now) : null);
  }

  /** What belongs to which onion service; more services than sites are nonsense. */
  private static Map<String, List<SiteHash>> byOnion(ZeroAnnounce announce, List<SiteHash> hashes) {
    Map<String, List<SiteHash>> byOnion = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(announce.onions().size(), hashes.size()); i++) {
      byOnion.computeIfAbsent(announce.onions().get(i), o -> new ArrayList<>()).add(hashes.get(i));
    }
    return byOnion;
  }

  private int announceOnion(
      String label, List<SiteHash> hashes, ZeroAnnounce announce, boolean proven, Instant now) {
    if (announce.port() <= 1) {
      return 0;
    }
    PeerAddress onion;
    try {
      onion = PeerAddress.of(label + ".onion", announce.port());
    } catch (IllegalArgumentException e) {
      // Nobody could prove such a name, so nothing is lost.
      return 0;
    }
    return peers.announce(onion, hashes, now, proven, false);
  }

  /**
   * Whether the announcing node says that it can be reached under the address that it came from.
   */
  private static boolean offers(ZeroAnnounce announce, HostKind kind) {
    List<String> add = announce.add();
    // Port 1 is how nodes say that they can't be reached.
    return announce.port() > 1
        && kind != HostKind.ONION
        && (add.contains(kind.word()) || (kind == HostKind.IPV4 && add.contains("ip4")));
  }

  private static Predicate<PeerAddress> fitFor(Asker asker, ZeroAnnounce announce) {
    List<String> types = announce.wanted().types();
    boolean any4 = types.contains("ip4") || types.contains(HostKind.IPV4.word());
    // Onion services come from this machine and must not learn of the local network.
    boolean near = asker.stranger && asker.address.isPrivate();
    PeerAddress own = asker.address.withPort(announce.port());
    return peer ->
        (peer.kind() == HostKind.IPV4 ? any4 : types.contains(peer.kind().word()))
            && (peer.isPublic() || near)
            && !isOwn(peer, own, announce.onions());
  }

  /** Onions if it announced any, else its address: the reference's rule. */
  private static boolean isOwn(PeerAddress peer, PeerAddress own, List<String> onions) {
    return onions.isEmpty()
        ? peer.equals(own)
        : peer instanceof PeerAddress.Onion onion && onions.contains(onion.label());
  }

  AnnouncedPeers peers() {
    return peers;
  }

  OnionNonces nonces() {
    return nonces;
  }

  /** Writes down what is known. */
  @Override
  public void close() {
    ScheduledFuture<?> running = checks;
    if (running != null) {
      running.cancel(false);
      check();
    }
  }
}
