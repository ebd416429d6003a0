package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.InnerPath;
import zerobridge.tracker.AnnounceMode;

/**
 * Looks for peers and for what they have newer: the first visit and every later update. Confined to
 * the site's lane but for the volatile figures. Peer protocol, first visit and periodic work.
 */
final class SiteUpdates {
  private static final Logger log = LoggerFactory.getLogger(SiteUpdates.class);
  private static final int ASKED_PEERS = 3;
  private static final long OVERLAP_SECONDS = 24 * 3600;
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);

  private static final Duration RETRY_AFTER_VISIT = Duration.ofSeconds(15);

  private final SiteCore core;
  private final PeerSearch search;
  private final VisitRetries retries;
  private final NamedManifests newer;
  private @Nullable CompletableFuture<Boolean> running;
  private boolean visiting;

  /** Who said what it has since the visit began: a single peer may be behind or lie. */
  private final Set<Peer> asked = new HashSet<>();

  /** A visit or a full update began, and no peer has said yet what the site consists of. */
  private boolean unlisted;

  private boolean retryDue;
  private long retriedNanos = System.nanoTime() - RETRY_PAUSE.toNanos();
  private volatile boolean visited;
  private volatile long lastUpdate;
  private volatile boolean lastUpdateFailed;

  SiteUpdates(SiteCore core) {
    this.core = core;
    this.search = new PeerSearch(core);
    this.retries = new VisitRetries(core, this::visitAgain);
    this.newer = new NamedManifests(core);
  }

  OptionalLong lastUpdate() {
    return lastUpdate == 0 ? OptionalLong.empty() : OptionalLong.of(lastUpdate);
  }

  boolean lastUpdateFailed() {
    return lastUpdateFailed;
  }

  /** Whether some peer has said which manifests the site has, as far as that was asked. */
  boolean isListed() {
    return !unlisted;
  }

  boolean hasVisited() {
    return visited;
  }

  boolean isFindingPeers() {
    return search.isRunning();
  }

  PeerSearch search() {
    return search;
  }

  /** The first visit: peers, root manifest, then everything it leads to. */
  void visit() {
    visit(AnnounceMode.START);
  }

  /** Whom this node asked may have known only a part of the site then. */
  private void askAgain() {
    if (core.settings.get().serving() && running == null && !visiting) {
      asked.clear();
      Outcomes.finish(askForModified(0));
    }
  }

  private void visitAgain() {
    boolean missing = !core.manifests.has(InnerPath.ROOT_MANIFEST);
    if (missing && core.settings.get().serving() && core.swarm().isIdle()) {
      visit(AnnounceMode.MORE);
    }
  }

  private void visit(AnnounceMode mode) {
    if (visiting || core.isBlockedBySize()) {
      return;
    }
    visiting = true;
    unlisted = true;
    asked.clear();
    core.swarm().hold();
    search.look(mode);
    CompletableFuture<Integer> answers =
        core.needs()
            .fetch(InnerPath.ROOT_MANIFEST, TaskPriority.DOWNLOAD)
            .thenComposeAsync(
                found -> found ? askForModified(0) : CompletableFuture.completedFuture(0),
                core.lane);
    Outcomes.deliver(answers, core.lane, this::visited);
  }

  private void visited(@Nullable Integer answers, @Nullable Throwable error) {
    visiting = false;
    visited = true;
    logBug(error);
    if (answers != null && answers > 0) {
      succeeded();
    }
    core.swarm().unhold();
    if (!core.manifests.has(InnerPath.ROOT_MANIFEST)) {
      retries.failed();
    } else {
      retries.succeeded(this::askAgain);
    }
    ScheduledFuture<?> unused =
        core.threads().after(RETRY_AFTER_VISIT, "retry", () -> core.lane.execute(this::retry));
  }

  /** After the node's start: looks for peers and newer versions, if the node works by itself. */
  void startUp() {
    visited = true;
    if (core.host.services().options().backgroundWork()) {
      search.look(AnnounceMode.STARTUP);
      // A first visit that was interrupted goes on with everything.
      Outcomes.finish(updateNow(core.isFirstVisit()));
      core.publisher().resume();
    }
  }

  /** Goes on with what a pause or the size limit stopped. */
  void goOn() {
    if (!core.settings.get().serving()) {
      return;
    }
    if (core.manifests.has(InnerPath.ROOT_MANIFEST)) {
      Outcomes.finish(updateNow(true));
    } else {
      visit();
    }
  }

  /** New peers are known: a visit that found nobody begins again, others get more hands. */
  void peersFound() {
    if (!core.settings.get().serving()) {
      return;
    }
    if (core.peers.size() > 0) {
      search.peersArrived();
    }
    core.swarm().peersChanged();
    boolean busy = !core.swarm().isIdle();
    if (unlisted) {
      askNewPeers();
    }
    if (busy) {
      return;
    }
    if (!core.manifests.has(InnerPath.ROOT_MANIFEST)) {
      visit();
      return;
    }
    askNewPeers();
    if (!core.bad.isEmpty()) {
      retryWithNewPeers();
    }
  }

  /**
   * After a visit the first three peers are asked what they have, whenever they turn up; as long as
   * nobody has told what the site consists of, everyone is.
   */
  private void askNewPeers() {
    boolean first = unlisted;
    boolean more = first || (!asked.isEmpty() && asked.size() < ASKED_PEERS);
    if (!more || visiting || running != null || core.site().root() == null) {
      return;
    }
    core.swarm().hold();
    Outcomes.deliver(
        askForModified(0),
        core.lane,
        (answers, error) -> {
          logBug(error);
          if (first && !unlisted) {
            // Files were given up while nobody was there.
            fetchBad(true);
          }
          core.swarm().unhold();
        });
  }

  /** New peers may have what the old ones lacked; not more often than every few seconds. */
  private void retryWithNewPeers() {
    long now = System.nanoTime();
    if (now - retriedNanos >= RETRY_PAUSE.toNanos()) {
      retriedNanos = now;
      fetchBad(true);
    } else if (!retryDue) {
      retryDue = true;
      ScheduledFuture<?> unused =
          core.threads()
              .after(
                  RETRY_PAUSE,
                  "retry-new-peers",
                  () ->
                      core.lane.execute(
                          () -> {
                            retryDue = false;
                            peersFound();
                          }));
    }
  }

  /** See {@link Site#update}. Safe for any thread. */
  CompletableFuture<Boolean> update(boolean full) {
    return CompletableFuture.completedFuture(full).thenComposeAsync(this::updateNow, core.lane);
  }

  void findPeers() {
    core.lane.execute(() -> search.look(AnnounceMode.MORE));
  }

  private CompletableFuture<Boolean> updateNow(boolean full) {
    if (running != null) {
      return running;
    }
    if (!core.settings.get().serving()) {
      return CompletableFuture.completedFuture(false);
    }
    if (!core.manifests.has(InnerPath.ROOT_MANIFEST)) {
      visit();
      return core.swarm().whenSettled().thenApply(done -> core.site().root() != null);
    }
    core.emit(SiteEvent.updating());
    core.swarm().hold();
    long since = full ? 0 : Math.max(0, core.manifests.newest() - OVERLAP_SECONDS);
    if (full) {
      unlisted = true;
      asked.clear();
    }
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    running = result;
    CompletableFuture<Integer> answers =
        search.ensurePeers().thenComposeAsync(done -> askForModified(since), core.lane);
    Outcomes.deliver(answers, core.lane, (count, error) -> updated(count, error, result));
    return result;
  }

  private void updated(
      @Nullable Integer answers, @Nullable Throwable error, CompletableFuture<Boolean> result) {
    logBug(error);
    running = null;
    boolean good = answers != null && answers > 0;
    if (good) {
      succeeded();
    } else {
      lastUpdateFailed = true;
    }
    fetchBad(true);
    if (unlisted) {
      askNewPeers();
    }
    core.swarm().unhold();
    Outcomes.deliver(
        core.swarm().whenSettled(),
        core.lane,
        (done, problem) -> {
          core.emit(SiteEvent.updated());
          result.complete(good);
        });
  }

  private void succeeded() {
    lastUpdate = core.host.nowSeconds();
    lastUpdateFailed = false;
  }

  private void logBug(@Nullable Throwable error) {
    if (error != null) {
      log.error("{}: looking for newer versions failed", core.address, error);
    }
  }

  /** Files turned out to be missing. */
  void retryAll() {
    if (core.settings.get().serving()) {
      fetchBad(true);
    }
  }

  /** The periodic round: an update when the last one failed, else the wanted files again. */
  void periodic() {
    if (!core.settings.get().serving()) {
      return;
    }
    core.peers.cleanUp();
    core.peers.releaseAbove(core.host.services().options().connections());
    core.storage().savePeers();
    search.look(AnnounceMode.UPDATE);
    core.optional().exchange().withConnected();
    core.publisher().periodic();
    search.acquaintance().exchange();
    search.acquaintance().needConnections();
    if (lastUpdateFailed || lastUpdate == 0) {
      Outcomes.finish(updateNow(false));
    } else {
      retry();
    }
  }

  /** A peer was reached after a time without any. */
  void noLongerAlone() {
    if (lastUpdateFailed) {
      Outcomes.finish(updateNow(false));
    }
  }

  private void retry() {
    if (core.settings.get().serving() && core.swarm().isIdle() && !core.bad.isEmpty()) {
      fetchBad(false);
    }
  }

  /** Queues the wanted files again: all, or each with a chance that falls with its failures. */
  private void fetchBad(boolean all) {
    core.bad
        .snapshot()
        .forEach(
            (path, tries) -> {
              if (!path.equals(InnerPath.ROOT_MANIFEST) && isGone(path)) {
                core.bad.remove(path);
              } else if (all || BadFiles.isDue(tries, core.host.random())) {
                Outcomes.finish(core.needs().fetch(path, TaskPriority.DOWNLOAD));
              }
            });
  }

  private boolean isGone(InnerPath path) {
    return path.isManifest()
        ? !core.intake().mayExist(path)
        : core.files.locator().locate(path).isEmpty();
  }

  /** Asks up to three peers; what they have newer is queued as each answer comes. */
  private CompletableFuture<Integer> askForModified(long since) {
    List<CompletableFuture<Boolean>> answers = new ArrayList<>();
    List<Peer> peers = search.toAsk(ASKED_PEERS);
    if (since == 0) {
      peers.removeAll(asked);
      asked.addAll(peers);
    }
    for (Peer peer : peers) {
      answers.add(
          search
              .listModified(peer, since)
              .thenApplyAsync(
                  newer -> {
                    newer.ifPresent(found -> named(peer, since, found));
                    unlisted &= since > 0 || newer.isEmpty();
                    return newer.isPresent();
                  },
                  core.lane));
    }
    return PeerAnswers.count(answers, core.threads());
  }

  private void named(Peer peer, long since, Map<InnerPath, Long> found) {
    peer.knows(found.getOrDefault(InnerPath.ROOT_MANIFEST, 0L));
    log.debug("{}: {} names {} manifests", core.address, peer, found.size());
    newer.fetch(found);
    core.publisher().heard(peer, since, found);
  }

  /** What peers named and is newer than what is here. */
  NamedManifests newer() {
    return newer;
  }
}
