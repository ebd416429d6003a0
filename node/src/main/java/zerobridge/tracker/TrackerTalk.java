package zerobridge.tracker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkRefusedException;
import zerobridge.net.PeerAddress;
import zerobridge.tracker.Announcer.Listener;
import zerobridge.tracker.Announcer.Reachability;

/**
 * Asks one tracker at a time, in its protocol and over each address family it may have, and keeps
 * the figures. Blocks; safe for any thread.
 */
final class TrackerTalk {
  private static final Logger log = LoggerFactory.getLogger(TrackerTalk.class);

  private final Protocols protocols;
  private final TrackerHealthBook health;
  private final Dialer dialer;
  private final InstantSource clock;
  private final Reachability reachability;
  private final Listener listener;

  /** One for each kind of tracker. */
  record Protocols(HttpAnnounce http, UdpAnnounce udp, ZeroExchange zero) {}

  TrackerTalk(
      Protocols protocols,
      TrackerHealthBook health,
      Dialer dialer,
      InstantSource clock,
      Reachability reachability,
      Listener listener) {
    this.protocols = protocols;
    this.health = health;
    this.dialer = dialer;
    this.clock = clock;
    this.reachability = reachability;
    this.listener = listener;
  }

  /** Whether asking is possible by the way that the node has chosen, and of any use. */
  boolean isOfUse(Tracker tracker, SiteAddress site, AnnounceMode mode) {
    if (!dialer.reaches(tracker.kind())) {
      return false;
    }
    if (tracker instanceof UdpTracker) {
      // No proxy carries datagrams.
      return dialer.sendsDirectly();
    }
    return !(tracker instanceof ZeroTracker zero && mode.tellsOfAllSites())
        || families(zero).stream().noneMatch(family -> protocols.zero.knows(zero, family, site));
  }

  /** One tracker, over each address family it may have; true if it answered over any. */
  boolean ask(SiteAnnounces announces, Tracker tracker, AnnounceMode mode) {
    if (!isOfUse(tracker, announces.site(), mode)) {
      // While this waited, another site's announce has taken this one along.
      return true;
    }
    Instant begun = clock.instant();
    announces.update(tracker, s -> s.begun(begun));
    health.asked(tracker, begun);
    listener.changed(announces.site());
    boolean answered = false;
    boolean blamed = false;
    String failure = null;
    for (HostKind family : families(tracker)) {
      try {
        if (tracker instanceof ZeroTracker zero) {
          askNode(announces, zero, family, mode);
        } else {
          askBitTorrent(announces, tracker, family, mode);
        }
        answered = true;
      } catch (IOException e) {
        log.debug("{}: {}: {}", announces.site().shortened(), tracker.url(), e.toString());
        failure = failure == null ? reason(e) : failure;
        // What we do not let out says nothing about the tracker.
        blamed |= !(e instanceof NetworkRefusedException);
      }
    }
    finish(announces, tracker, begun, answered ? null : failure);
    if (!answered && blamed && reachability.isOnline()) {
      health.failed(tracker);
    }
    return answered;
  }

  private void askBitTorrent(
      SiteAnnounces announces, Tracker tracker, HostKind family, AnnounceMode mode)
      throws IOException {
    AnnounceRequest request = announces.request(tracker, family, openPort(family), mode.wanted());
    Answer answer = exchange(tracker, family, request);
    announces.started(tracker, family);
    announces.pause(tracker, clock.instant().plus(answer.pause()));
    report(announces.site(), tracker, answer.peers());
  }

  private void askNode(
      SiteAnnounces announces, ZeroTracker tracker, HostKind family, AnnounceMode mode)
      throws IOException {
    List<SiteAddress> served = List.copyOf(listener.servedSites());
    protocols
        .zero
        .ask(tracker, family, new ZeroExchange.Sites(announces.site(), mode, served))
        .forEach((site, peers) -> report(site, tracker, peers));
  }

  private void finish(
      SiteAnnounces announces, Tracker tracker, Instant begun, @Nullable String failure) {
    Instant now = clock.instant();
    if (failure == null) {
      health.succeeded(tracker, Duration.between(begun, now));
      announces.update(tracker, s -> s.succeeded(now));
    } else {
      announces.update(tracker, s -> s.failed(now, failure));
    }
    listener.changed(announces.site());
  }

  private Answer exchange(Tracker tracker, HostKind family, AnnounceRequest request)
      throws IOException {
    if (tracker instanceof UdpTracker t) {
      return protocols.udp.ask(t, family, request);
    }
    return protocols.http.ask((HttpTracker) tracker, family, request);
  }

  /** Trackers of BitTorrent know no onions, so over those nobody can be told a port. */
  private int openPort(HostKind family) {
    return family == HostKind.IPV4 || family == HostKind.IPV6 ? reachability.openPort(family) : 0;
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

  /** Nodes that are trackers know no farewell: they forget what all sites' announce leaves out. */
  void sayFarewell(
      SiteAnnounces announces, Tracker tracker, HostKind family, CompletableFuture<Void> done) {
    try {
      exchange(tracker, family, announces.farewell(tracker, openPort(family)));
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
