package zerobridge.site;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.peer.ConnectionClosedException;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.RefusedException;

/**
 * The connections that work for a swarm: takes open ones first, then dials the most promising
 * peers, backs off from those that fail. Confined to the site's lane.
 */
final class SwarmLinks {
  private static final Logger log = LoggerFactory.getLogger(SwarmLinks.class);
  private static final int FEW_LINKS = 5;
  private static final int BUSY_TASKS = 50;

  /** Connections above the limit to peers that have what the others lack. */
  private static final int EXTRA_LINKS = 3;

  private static final int MAX_FAILURES = 3;
  private static final long BACK_OFF_NANOS = 1_000_000_000L;

  private final SiteCore core;
  private final Runnable changed;
  private final Map<Peer, SwarmLink> links = new LinkedHashMap<>();
  private final Map<Peer, Failure> failures = new HashMap<>();
  private int dialing;

  private record Failure(int count, long retryNanos) {}

  SwarmLinks(SiteCore core, Runnable changed) {
    this.core = core;
    this.changed = changed;
  }

  Collection<SwarmLink> open() {
    return List.copyOf(links.values());
  }

  boolean isEmpty() {
    return links.isEmpty();
  }

  boolean isDialing() {
    return dialing > 0;
  }

  /** Connections with requests under way. */
  int busy() {
    int busy = 0;
    for (SwarmLink link : links.values()) {
      if (link.isBusy()) {
        busy++;
      }
    }
    return busy;
  }

  /** Brings the number of connections to what the number of tasks deserves. */
  void grow(int tasks) {
    int most = core.host.services().options().connections();
    int wanted = tasks > BUSY_TASKS ? most : Math.min(FEW_LINKS, most);
    if (links.size() + dialing >= wanted) {
      return;
    }
    for (Peer peer : core.peers.connected()) {
      PeerConnection connection = peer.connection();
      if (connection != null && links.size() < wanted && !links.containsKey(peer) && mayUse(peer)) {
        links.put(peer, new SwarmLink(peer, connection, System.nanoTime()));
        core.updates().search().acquaintance().met(peer, connection);
      }
    }
    long now = System.nanoTime();
    for (Peer peer :
        core.peers.toDial(Math.max(0, wanted - links.size() - dialing), p -> mayDial(p, now))) {
      dial(peer);
    }
  }

  /**
   * Opens connections to peers that may have what no open one can serve: a few above the limit, or
   * in place of idle ones.
   */
  void reach(Collection<DownloadTask> tasks) {
    int most = core.host.services().options().connections() + EXTRA_LINKS;
    for (DownloadTask task : tasks) {
      if (dialing >= FEW_LINKS) {
        return;
      }
      if (links.keySet().stream().noneMatch(task::mayAsk)) {
        if (links.size() + dialing >= most) {
          dropIdle();
        }
        if (links.size() + dialing < most) {
          reach(task);
        }
      }
    }
  }

  private void reach(DownloadTask task) {
    for (Peer peer : core.peers.connected()) {
      PeerConnection connection = peer.connection();
      if (connection != null && task.mayAsk(peer) && mayUse(peer)) {
        links.put(peer, new SwarmLink(peer, connection, System.nanoTime()));
        core.lane.execute(changed);
        return;
      }
    }
    long now = System.nanoTime();
    core.peers
        .toDial(EXTRA_LINKS, peer -> task.mayAsk(peer) && mayDial(peer, now))
        .forEach(this::dial);
  }

  private void dropIdle() {
    for (SwarmLink link : open()) {
      if (!link.isBusy()) {
        links.remove(link.peer, link);
        return;
      }
    }
  }

  private boolean mayUse(Peer peer) {
    Failure failure = failures.get(peer);
    return failure == null || failure.count() < MAX_FAILURES;
  }

  private boolean mayDial(Peer peer, long now) {
    Failure failure = failures.get(peer);
    return failure == null || (failure.count() < MAX_FAILURES && now - failure.retryNanos() >= 0);
  }

  private void dial(Peer peer) {
    dialing++;
    // Not dialled again while this attempt runs.
    failures.merge(
        peer, new Failure(0, Long.MAX_VALUE / 2 + System.nanoTime()), SwarmLinks::waiting);
    Outcomes.deliver(
        core.connect(peer), core.lane, (connection, error) -> dialled(peer, connection, error));
  }

  private void dialled(Peer peer, @Nullable PeerConnection connection, @Nullable Throwable error) {
    dialing--;
    if (connection == null) {
      String reason = String.valueOf(FileFetch.reasonOf(error).getMessage());
      log.debug("{}: {} not reached: {}", core.address, peer, reason);
      peer.connectionError(reason);
      failed(peer);
      core.peers.judge(peer);
    } else {
      failures.remove(peer);
    }
    changed.run();
  }

  private static Failure waiting(Failure old, Failure dialing) {
    return new Failure(old.count(), dialing.retryNanos());
  }

  private void failed(Peer peer) {
    Failure before = failures.get(peer);
    int count = before == null ? 1 : before.count() + 1;
    failures.put(peer, new Failure(count, System.nanoTime() + count * BACK_OFF_NANOS));
  }

  /** Notes what a failed try says about the peer and its connection. */
  void blame(SwarmLink link, DownloadTask task, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof BadDataException) {
      log.debug("{}: {} gave a bad {}: {}", core.address, link.peer, task.wanted.label(), reason);
      task.failedWith(link.peer, reason);
      link.peer.gaveBadData(task.wanted.label() + ": " + reason);
      if (link.gaveBadData()) {
        ban(link, "Gave wrong data several times, the last: " + reason);
      }
    } else if (cause instanceof RefusedException) {
      task.failedWith(link.peer, reason);
      if (link.refused(System.nanoTime())) {
        link.peer.connectionError(reason);
        ban(link, "Answered every request with an error for minutes, the last: " + reason);
      }
    } else if (link.connection.isOpen() || task.isTriedOften()) {
      task.failedWith(link.peer, reason);
    }
    if (!link.connection.isOpen()) {
      task.note(reason);
      lost(link, cause);
    }
  }

  /** A connection broke. Counted once, however many requests it took along. */
  void lost(SwarmLink link, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    if (links.remove(link.peer, link)) {
      log.debug("{}: {} lost: {}", core.address, link.peer, reason);
      link.peer.connectionError(reason);
      if (cause instanceof ConnectionClosedException closed && closed.isRuleBroken()) {
        link.peer.gaveBadData(reason);
        ban(link, reason);
      } else {
        failed(link.peer);
      }
      core.peers.judge(link.peer);
    }
  }

  /** The peer gets no more work until the queue was empty once. */
  void ban(SwarmLink link, String reason) {
    log.debug("{}: {} is not asked any more: {}", core.address, link.peer, reason);
    failures.put(link.peer, new Failure(MAX_FAILURES, Long.MAX_VALUE / 2 + System.nanoTime()));
    links.remove(link.peer, link);
  }

  /** The peers that have or may get a connection. */
  List<Peer> usable() {
    List<Peer> usable = new ArrayList<>(links.keySet());
    for (Peer peer : core.peers.all()) {
      if ((peer.isDialable() || peer.connection() != null)
          && mayUse(peer)
          && !links.containsKey(peer)) {
        usable.add(peer);
      }
    }
    return usable;
  }

  /** All work is done: connections stay open, memories of failures go. */
  void clear() {
    links.clear();
    failures.clear();
  }
}
