package zerobridge.tracker;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.HostKind;
import zerobridge.tracker.AnnounceRequest.Event;

/** What is remembered of announcing one site. Safe for any thread. */
final class SiteAnnounces {
  /** A site is not announced again within this time, unless a person asks for it. */
  static final Duration REST = Duration.ofSeconds(30);

  /** As the reference's, so that trackers cannot tell our nodes from its. */
  private static final String PEER_ID_START = "-UT3530-";

  private static final int PEER_ID_LENGTH = 20;
  private static final String PEER_ID_CHARACTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Who we are to one tracker: two that compare their notes must not find one node (W16). */
  private record Identity(String peerId, int key) {}

  private final SiteAddress site;
  private final SecureRandom random;
  private final Map<Tracker, Identity> identities = new HashMap<>();
  private final Map<String, TrackerStatus> statuses = new LinkedHashMap<>();
  private final Map<String, Instant> pausedUntil = new HashMap<>();
  private final Map<Tracker, Set<HostKind>> started = new HashMap<>();
  private @Nullable Instant last;
  private int turn;

  SiteAnnounces(SiteAddress site, SecureRandom random) {
    this.site = site;
    this.random = random;
  }

  private Identity newIdentity() {
    StringBuilder id = new StringBuilder(PEER_ID_START);
    while (id.length() < PEER_ID_LENGTH) {
      id.append(PEER_ID_CHARACTERS.charAt(random.nextInt(PEER_ID_CHARACTERS.length())));
    }
    return new Identity(id.toString(), random.nextInt());
  }

  SiteAddress site() {
    return site;
  }

  /** Begins an announce, unless the last one is too fresh. */
  synchronized boolean begin(Instant now, boolean force) {
    if (!force && last != null && now.isBefore(last.plus(REST))) {
      return false;
    }
    last = now;
    return true;
  }

  /** The trackers beginning with the one whose turn it is. */
  synchronized List<Tracker> fromTurn(List<Tracker> trackers) {
    List<Tracker> turned = new ArrayList<>(trackers);
    Collections.rotate(turned, -(turn++ % Math.max(1, trackers.size())));
    return turned;
  }

  /** Whether the tracker asked to be left in peace for this site. */
  synchronized boolean isPaused(Tracker tracker, Instant now) {
    Instant until = pausedUntil.get(tracker.url());
    return until != null && now.isBefore(until);
  }

  synchronized void pause(Tracker tracker, Instant until) {
    pausedUntil.put(tracker.url(), until);
  }

  synchronized AnnounceRequest request(Tracker tracker, HostKind family, int port, int wanted) {
    boolean known = started.getOrDefault(tracker, Set.of()).contains(family);
    return request(tracker, port, wanted, known ? Event.NONE : Event.STARTED);
  }

  synchronized AnnounceRequest farewell(Tracker tracker, int port) {
    return request(tracker, port, 0, Event.STOPPED);
  }

  private AnnounceRequest request(Tracker tracker, int port, int wanted, Event event) {
    Identity identity = identities.computeIfAbsent(tracker, t -> newIdentity());
    return new AnnounceRequest(site, identity.peerId, identity.key, port, wanted, event);
  }

  synchronized void started(Tracker tracker, HostKind family) {
    started.computeIfAbsent(tracker, t -> EnumSet.noneOf(HostKind.class)).add(family);
  }

  /** To whom a farewell is due; afterwards to nobody. */
  synchronized Map<Tracker, Set<HostKind>> takeStarted() {
    Map<Tracker, Set<HostKind>> all = new HashMap<>();
    started.forEach((tracker, families) -> all.put(tracker, new HashSet<>(families)));
    started.clear();
    pausedUntil.clear();
    last = null;
    return all;
  }

  synchronized void update(Tracker tracker, UnaryOperator<TrackerStatus> change) {
    statuses.put(
        tracker.url(), change.apply(statuses.getOrDefault(tracker.url(), TrackerStatus.NEW)));
  }

  synchronized Map<String, TrackerStatus> statuses() {
    return new LinkedHashMap<>(statuses);
  }
}
