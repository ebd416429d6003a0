package zerobridge.tracker;

import java.io.IOException;
import java.security.SecureRandom;
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
import zerobridge.net.NetworkRefusedException;
import zerobridge.net.PeerAddress;

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
    /** The port to announce for {@code IPV4} or {@code IPV6}; 0 if nobody can connect to it. */
    int openPort(HostKind family);

    /** Without a network, failures say nothing about the trackers. */
    boolean isOnline();
  }

  /** Hears what comes of announcing. Called on the announcer's threads; must not block long. */
  public interface Listener {
    /** A tracker named peers, at least one; all can be dialled, some may be known already. */
    void found(SiteAddress site, Tracker tracker, List<PeerAddress> peers);

    /** An entry of {@link #stats} has changed. */
    default void changed(SiteAddress site) {}
  }

  private final Dialer dialer;
  private final Threads threads;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Reachability reachability;
  private final Listener listener;
  private final HttpAnnounce http;
  private final UdpAnnounce udp;
  private final Slots slots;
  private final Map<SiteAddress, SiteAnnounces> sites = new ConcurrentHashMap<>();
  private final Map<String, TrackerHealth> health = new ConcurrentHashMap<>();
  private volatile List<Tracker> trackers = List.of();

  /** Asks nobody until {@link #setTrackers} was called. */
  public Announcer(
      Dialer dialer,
      Threads threads,
      InstantSource clock,
      SecureRandom random,
      Reachability reachability,
      Listener listener) {
    this.dialer = dialer;
    this.threads = threads;
    this.clock = clock;
    this.random = random;
    this.reachability = reachability;
    this.listener = listener;
    this.http = new HttpAnnounce(new HttpGet(dialer, clock));
    this.udp = new UdpAnnounce(dialer, random, UdpAnnounce.PATIENCE);
    this.slots = new Slots(threads, "announce", EXCHANGES);
  }

  /** Replaces the list of trackers from the next announce on. */
  public void setTrackers(List<Tracker> chosen) {
    trackers = List.copyOf(chosen);
  }

  /** The trackers in use. */
  public List<Tracker> trackers() {
    return trackers;
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
    List<Tracker> usable = usable(announces, now, force);
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
    return Map.copyOf(health);
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
    }
  }

  private List<Tracker> usable(SiteAnnounces announces, Instant now, boolean force) {
    return trackers.stream()
        .filter(t -> dialer.reaches(t.kind()))
        .filter(t -> force || !announces.isPaused(t, now))
        .filter(t -> force || !health.getOrDefault(t.url(), TrackerHealth.UNKNOWN).rests(now))
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
            if (ask(announces, tracker, mode)) {
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
          if (ask(announces, inTurn.get(0), mode)) {
            result.complete(1);
          } else {
            ScheduledFuture<?> unused =
                threads.after(
                    NEXT_AFTER, "announce-next", () -> askNext(announces, rest, mode, result));
          }
        },
        false);
  }

  /** One tracker, over each address family it may have; true if it answered over any. */
  private boolean ask(SiteAnnounces announces, Tracker tracker, AnnounceMode mode) {
    Instant begun = clock.instant();
    announces.update(tracker, s -> s.begun(begun));
    health.merge(tracker.url(), TrackerHealth.UNKNOWN.asked(begun), (h, n) -> h.asked(begun));
    listener.changed(announces.site());
    boolean answered = false;
    boolean blamed = false;
    String failure = null;
    for (HostKind family : families(tracker)) {
      try {
        int port = family == HostKind.UNKNOWN ? 0 : reachability.openPort(family);
        Answer answer =
            exchange(tracker, family, announces.request(tracker, family, port, mode.wanted()));
        announces.started(tracker, family);
        announces.pause(tracker, clock.instant().plus(answer.pause()));
        answered = true;
        report(announces.site(), tracker, answer.peers());
      } catch (IOException e) {
        log.debug("{}: {}: {}", announces.site().shortened(), tracker.url(), e.toString());
        failure = failure == null ? reason(e) : failure;
        // What we do not let out says nothing about the tracker.
        blamed |= !(e instanceof NetworkRefusedException);
      }
    }
    if (!answered && blamed && reachability.isOnline()) {
      health.computeIfPresent(tracker.url(), (url, h) -> h.failed());
    }
    finish(announces, tracker, begun, answered ? null : failure);
    return answered;
  }

  private void finish(
      SiteAnnounces announces, Tracker tracker, Instant begun, @Nullable String failure) {
    Instant now = clock.instant();
    if (failure == null) {
      Duration took = Duration.between(begun, now);
      health.computeIfPresent(tracker.url(), (url, h) -> h.succeeded(took));
      announces.update(tracker, s -> s.succeeded(now));
    } else {
      announces.update(tracker, s -> s.failed(now, failure));
    }
    listener.changed(announces.site());
  }

  private Answer exchange(Tracker tracker, HostKind family, AnnounceRequest request)
      throws IOException {
    if (tracker instanceof UdpTracker t) {
      return udp.ask(t, family, request);
    }
    return http.ask((HttpTracker) tracker, family, request);
  }

  /**
   * A host name may have both families, and a tracker knows only the address that it sees: without
   * asking over each, nobody would find us over the other. A proxy decides by itself.
   */
  private List<HostKind> families(Tracker tracker) {
    if (tracker.kind() != HostKind.UNKNOWN) {
      return List.of(tracker.kind());
    }
    return dialer.sendsDirectly()
        ? List.of(HostKind.IPV4, HostKind.IPV6)
        : List.of(HostKind.UNKNOWN);
  }

  private void report(SiteAddress site, Tracker tracker, List<PeerAddress> peers) {
    List<PeerAddress> dialable = dialable(tracker, peers);
    if (!dialable.isEmpty()) {
      listener.found(site, tracker, dialable);
    }
  }

  /** Without the peers that cannot be connected to, and those that a stranger must not name. */
  static List<PeerAddress> dialable(Tracker tracker, List<PeerAddress> peers) {
    boolean local = isLocal(tracker);
    return peers.stream()
        // Nodes that nobody can connect to announce 1, because trackers refuse 0.
        .filter(p -> p.port() > 1)
        .filter(p -> p.isPublic() || (local && p.isPrivate()))
        .distinct()
        .toList();
  }

  /** Only a tracker in the local network may send us to machines there. */
  private static boolean isLocal(Tracker tracker) {
    return switch (tracker.kind()) {
      case IPV4, IPV6 -> isPrivateLiteral(tracker.host());
      case ONION -> false;
      case UNKNOWN -> tracker.host().equals("localhost");
    };
  }

  private static boolean isPrivateLiteral(String host) {
    try {
      return PeerAddress.of(host, 0).isPrivate();
    } catch (IllegalArgumentException e) {
      // Digits and dots that are no address: dialling it will fail.
      return false;
    }
  }

  private CompletableFuture<Void> farewell(SiteAnnounces announces) {
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (Map.Entry<Tracker, Set<HostKind>> entry : announces.takeStarted().entrySet()) {
      for (HostKind family : entry.getValue()) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        told.add(done);
        slots.run(() -> sayFarewell(announces, entry.getKey(), family, done), true);
      }
    }
    return CompletableFuture.allOf(told.toArray(new CompletableFuture<?>[0]));
  }

  private void sayFarewell(
      SiteAnnounces announces, Tracker tracker, HostKind family, CompletableFuture<Void> done) {
    try {
      int port = family == HostKind.UNKNOWN ? 0 : reachability.openPort(family);
      exchange(tracker, family, announces.farewell(port));
    } catch (IOException e) {
      log.debug("{} did not hear that we leave: {}", tracker.url(), e.toString());
    } finally {
      done.complete(null);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
