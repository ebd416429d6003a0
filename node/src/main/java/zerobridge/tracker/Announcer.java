package zerobridge.tracker;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.HttpGet;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerNetwork;

/**
 * Announces sites to the trackers and collects the peers they name (peer protocol, trackers:
 * scheduling). Nothing here waits: results come to the {@link Listener} as each tracker answers.
 * Safe for any thread.
 */
public final class Announcer implements AutoCloseable {
  /** An announce counts as done after this time, though late answers still bring peers. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Between a tracker that failed and the next one, where only one is to be asked. */
  private static final Duration NEXT_AFTER = Duration.ofSeconds(1);

  /** Exchanges at a time: a node with a hundred sites starts without a thousand threads. */
  private static final int EXCHANGES = 32;

  private static final Duration FAREWELL = Duration.ofSeconds(2);
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);

  /** Where others can reach this node; implemented by who knows its ports. */
  public interface Reachability {
    /**
     * The port to announce for {@code IPV4}, {@code IPV6} or {@code ONION}; 0 if nobody can connect
     * to it.
     */
    int openPort(HostKind family);

    /**
     * The onion service under which a site is to be announced, if any. Whoever answers with one for
     * a connection over {@code IPV4} or {@code IPV6} lets the tracker connect the two (W17).
     *
     * @param over how the tracker is reached; {@code UNKNOWN} through a proxy
     */
    default @Nullable OnionIdentity onion(SiteAddress site, HostKind over) {
      return null;
    }

    /** Without a network, failures say nothing about the trackers. */
    boolean isOnline();
  }

  /** Hears what comes of announcing. Called on the announcer's threads; must not block long. */
  public interface Listener {
    /** A tracker named peers, at least one; all can be dialled, some may be known already. */
    void found(SiteAddress site, Tracker tracker, List<PeerAddress> peers);

    /** An entry of {@link #stats} has changed. */
    default void changed(SiteAddress site) {}

    /** All sites that are served here: some trackers hear of them together. */
    default Collection<SiteAddress> servedSites() {
      return List.of();
    }
  }

  private final Threads threads;
  private final InstantSource clock;
  private final SecureRandom random;
  private final TrackerConnections nodes;
  private final TrackerHealthBook health = new TrackerHealthBook();
  private final TrackerTalk talk;
  private final Slots slots;
  private final Map<SiteAddress, SiteAnnounces> sites = new ConcurrentHashMap<>();

  /**
   * How trackers are reached.
   *
   * @param network for trackers that are nodes; {@code null} leaves those out
   */
  public record Ways(Dialer dialer, @Nullable PeerNetwork network) {}

  /** Asks nobody until {@link #setTrackers} was called. */
  public Announcer(
      Ways ways,
      Threads threads,
      InstantSource clock,
      SecureRandom random,
      Reachability reachability,
      Listener listener) {
    this.threads = threads;
    this.clock = clock;
    this.random = random;
    this.slots = new Slots(threads, "announce", EXCHANGES);
    Dialer dialer = ways.dialer;
    nodes = new TrackerConnections(ways.network, threads, TrackerConnections.IDLE);
    TrackerTalk.Protocols protocols =
        new TrackerTalk.Protocols(
            new HttpAnnounce(new HttpGet(dialer, clock)),
            new UdpAnnounce(dialer, clock, random, UdpAnnounce.PATIENCE),
            new ZeroExchange(nodes, dialer, clock, reachability));
    talk = new TrackerTalk(protocols, health, dialer, clock, reachability, listener);
  }

  /** As the other, without trackers that are nodes. */
  public Announcer(
      Dialer dialer,
      Threads threads,
      InstantSource clock,
      SecureRandom random,
      Reachability reachability,
      Listener listener) {
    this(new Ways(dialer, null), threads, clock, random, reachability, listener);
  }

  /** Replaces the list of trackers from the next announce on. */
  public void setTrackers(TrackerList chosen) {
    health.setList(chosen);
  }

  /** The trackers in use. */
  public List<Tracker> trackers() {
    return health.list().current();
  }

  /**
   * Starts an announce of a site.
   *
   * @param force also if the last one was less than 30 s ago, and also to trackers that rest
   * @return how many trackers answered, once all have answered or failed, or after 20 s
   */
  public CompletableFuture<Integer> announce(SiteAddress site, AnnounceMode mode, boolean force) {
    SiteAnnounces announces = sites.computeIfAbsent(site, s -> new SiteAnnounces(s, random));
    Instant now = clock.instant();
    if (!announces.begin(now, force)) {
      return CompletableFuture.completedFuture(0);
    }
    health.list().used();
    List<Tracker> usable = usable(announces, mode, now, force);
    if (usable.isEmpty()) {
      log.debug("{}: no tracker to ask", site.shortened());
      return CompletableFuture.completedFuture(0);
    }
    return mode.asksAll()
        ? askAll(announces, usable, mode)
        : askOne(announces, announces.fromTurn(usable), mode);
  }

  /** Tells the trackers that the site is no longer served here. Does not wait. */
  public CompletableFuture<Void> stopped(SiteAddress site) {
    SiteAnnounces announces = sites.remove(site);
    return announces == null ? CompletableFuture.completedFuture(null) : farewell(announces);
  }

  /** How announcing the site goes, by URL of the tracker, in the order of asking. */
  public Map<String, TrackerStatus> stats(SiteAddress site) {
    SiteAnnounces announces = sites.get(site);
    return announces == null ? Map.of() : announces.statuses();
  }

  /** The same over all sites. */
  public Map<String, TrackerStatus> totals() {
    Map<String, TrackerStatus> totals = new LinkedHashMap<>();
    for (SiteAnnounces announces : sites.values()) {
      announces
          .statuses()
          .forEach((url, status) -> totals.merge(url, status, TrackerStatus::merge));
    }
    return totals;
  }

  /** How well the trackers answer, by URL; only those that were asked. */
  public Map<String, TrackerHealth> health() {
    return health.all();
  }

  /** Says farewell for all sites, waiting at most 2 s. */
  @Override
  public void close() {
    List<CompletableFuture<Void>> farewells = new ArrayList<>();
    for (SiteAddress site : List.copyOf(sites.keySet())) {
      farewells.add(stopped(site));
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(farewells.toArray(new CompletableFuture<?>[0]));
    try {
      all.get(FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("Not all trackers heard that we leave: {}", e.toString());
    } finally {
      nodes.close();
    }
  }

  private List<Tracker> usable(
      SiteAnnounces announces, AnnounceMode mode, Instant now, boolean force) {
    return health.list().current().stream()
        .filter(t -> talk.isOfUse(t, announces.site(), mode))
        .filter(t -> force || !announces.isPaused(t, now))
        .filter(t -> force || !health.rests(t, now))
        .toList();
  }

  private CompletableFuture<Integer> askAll(
      SiteAnnounces announces, List<Tracker> usable, AnnounceMode mode) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    AtomicInteger left = new AtomicInteger(usable.size());
    AtomicInteger answered = new AtomicInteger();
    for (Tracker tracker : usable) {
      boolean urgent = mode == AnnounceMode.START;
      slots.run(
          () -> {
            if (talk.ask(announces, tracker, mode)) {
              answered.incrementAndGet();
            }
            if (left.decrementAndGet() == 0) {
              result.complete(answered.get());
            }
          },
          urgent);
    }
    return patiently(result, answered);
  }

  private CompletableFuture<Integer> askOne(
      SiteAnnounces announces, List<Tracker> inTurn, AnnounceMode mode) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    askNext(announces, inTurn, mode, result);
    return patiently(result, new AtomicInteger());
  }

  private CompletableFuture<Integer> patiently(
      CompletableFuture<Integer> result, AtomicInteger answered) {
    ScheduledFuture<?> end =
        threads.after(PATIENCE, "announce-patience", () -> result.complete(answered.get()));
    return result.whenComplete((count, failure) -> end.cancel(false));
  }

  private void askNext(
      SiteAnnounces announces,
      List<Tracker> inTurn,
      AnnounceMode mode,
      CompletableFuture<Integer> result) {
    if (inTurn.isEmpty() || result.isDone()) {
      result.complete(0);
      return;
    }
    List<Tracker> rest = inTurn.subList(1, inTurn.size());
    slots.run(
        () -> {
          if (talk.ask(announces, inTurn.get(0), mode)) {
            result.complete(1);
          } else {
            ScheduledFuture<?> unused =
                threads.after(
                    NEXT_AFTER, "announce-next", () -> askNext(announces, rest, mode, result));
          }
        },
        false);
  }

  private CompletableFuture<Void> farewell(SiteAnnounces announces) {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (Map.Entry<Tracker, Set<HostKind>> entry : announces.takeStarted().entrySet()) {
      for (HostKind family : entry.getValue()) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        told.add(done);
        slots.run(() -> talk.sayFarewell(announces, entry.getKey(), family, done), true);
      }
    }
    return CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]));
  }
}
