package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a swarm waits: for a silent peer before others are asked too, for a slow one before it
 * is dropped, and for anybody at all before a task is given up. Confined to the site's lane.
 */
final class SwarmPatience {
  private static final Logger log = LoggerFactory.getLogger(SwarmPatience.class);
  private static final long SILENT_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long TOO_SLOW_NANOS = Duration.ofMinutes(3).toNanos();
  private static final long GIVE_UP_NANOS = Duration.ofMinutes(1).toNanos();

  private final SiteCore core;
  private final TaskQueue queue;
  private final SwarmLinks links;

  /** A task that is not waited for any longer, and why. */
  record GivenUp(DownloadTask task, String reason) {}

  SwarmPatience(SiteCore core, TaskQueue queue, SwarmLinks links) {
    this.core = core;
    this.queue = queue;
    this.links = links;
  }

  /** Puts back what silent and slow peers hold up, and ends those that are slow beyond use. */
  void watch(long nowNanos) {
    if (queue.firstWaitingPiece() != null) {
      // Room for pieces may have come from other sites.
      queue.holdersChanged();
    }
    for (SwarmLink link : links.open()) {
      if (link.silentNanos(nowNanos) > SILENT_NANOS && !link.isStalled()) {
        log.debug("{}: {} stalls", core.address, link.peer);
        link.stall();
        link.running().forEach(queue::putBack);
      }
      link.slow(nowNanos, !queue.hasWaiting()).forEach(queue::putBack);
      if (!link.runningLongerThan(TOO_SLOW_NANOS, nowNanos).isEmpty()) {
        link.connection.close("A file took longer than three minutes.");
      }
    }
  }

  /** Tasks for which nobody was found in time. */
  List<GivenUp> late(long nowNanos) {
    List<GivenUp> late = new ArrayList<>();
    for (DownloadTask task : queue.waiting()) {
      if (task.running() > 0 || nowNanos - task.addedNanos <= GIVE_UP_NANOS) {
        continue;
      }
      if (links.isEmpty()) {
        late.add(new GivenUp(task, "No peer of this site could be reached within a minute"));
      } else if (task.isPiece()
          && links.open().stream().noneMatch(link -> task.mayAsk(link.peer))) {
        late.add(new GivenUp(task, "No peer that was reached has this part of the file"));
      }
    }
    return late;
  }

  /** Waiting tasks that nobody who is left could serve. */
  List<GivenUp> hopeless() {
    List<GivenUp> hopeless = new ArrayList<>();
    if (!queue.hasWaiting() || links.isDialing() || core.isFindingPeers()) {
      return hopeless;
    }
    List<Peer> left = links.usable();
    for (DownloadTask task : queue.waiting()) {
      if (task.running() == 0
          && left.stream().noneMatch(task::mayHopeFor)
          && !core.optional().search().seek(task)) {
        hopeless.add(new GivenUp(task, core.optional().search().whyNobody(task)));
      }
    }
    return hopeless;
  }
}
