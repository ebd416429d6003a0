package zerobridge.site;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;
import zerobridge.peer.RefusedException;

/**
 * Fetches what a site needs from its peers. Every connection has several requests open; a file is
 * asked of one peer at a time, of a second one only when the first stalls; what a peer gives is
 * verified before anything else sees it, and a peer that gives wrong data is marked with the exact
 * reason while the file is fetched from another.
 *
 * <p>Confined to the site's lane but for {@link #state} and {@link #isIdle}. Reading threads hand
 * finished files over to the lane, which works them off in batches: no thread hop per file.
 */
final class Swarm {
  private static final Logger log = LoggerFactory.getLogger(Swarm.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Tasks for whose few holders connections are opened at the same time. */
  private static final int FEW_SOUGHT = 50;

  private final SiteCore core;
  private final TaskQueue queue = new TaskQueue();
  private final SwarmLinks links;
  private final FileFetch fetch;
  private final PieceSearch pieces;
  private final SwarmPatience patience;
  private final FirstRoot firstRoot;
  private @Nullable ScheduledFuture<?> ticker;
  private final List<CompletableFuture<Void>> waiters = new ArrayList<>();
  private int held;
  private final SwarmProgress progress = new SwarmProgress();
  private boolean stopped;
  private volatile boolean idle = true;

  Swarm(SiteCore core) {
    this.core = core;
    this.links = new SwarmLinks(core, this::peersChanged);
    this.fetch = new FileFetch(core);
    this.pieces = new PieceSearch(core, links, this::peersChanged);
    this.patience = new SwarmPatience(core, queue, links);
    this.firstRoot = new FirstRoot(core, this::judge);
  }

  /** The progress, seen from any thread. */
  DownloadState state() {
    return progress.state();
  }

  /** Whether nothing is queued and nobody looks for more. */
  boolean isIdle() {
    return idle;
  }

  /** Work that may queue files has begun: the queue does not count as settled until it ended. */
  void hold() {
    held++;
    idle = false;
  }

  /** Ends {@link #hold}. */
  void unhold() {
    held--;
    settleIfEmpty();
  }

  /**
   * Queues a file.
   *
   * @param entry what to verify against, null for a manifest
   * @return completes on this lane: true once the file is in place
   */
  CompletableFuture<Boolean> fetch(InnerPath path, @Nullable FileEntry entry, int priority) {
    if (!stopped) {
      core.bad.want(path);
    }
    return fetch(entry == null ? new Wanted.Manifest(path) : new Wanted.File(entry), priority);
  }

  /** Queues a file or piece; the future completes on this lane, with true once it is in place. */
  CompletableFuture<Boolean> fetch(Wanted wanted, int priority) {
    if (stopped) {
      return CompletableFuture.completedFuture(false);
    }
    if (idle) {
      progress.begin();
    }
    if (queue.isEmpty()) {
      core.emit(SiteEvent.fileStarted());
    }
    DownloadTask task = queue.add(wanted, priority, System.nanoTime());
    idle = false;
    if (ticker == null) {
      ticker = core.threads().every(TICK, TICK, "swarm-tick", () -> core.lane.execute(this::tick));
    }
    if (queue.waitingCount() == 1 || wanted.isRare()) {
      core.lane.execute(this::pump);
    }
    return task.done;
  }

  /** Makes a queued piece more or less urgent; one that is not queued is none of our business. */
  void prioritise(Wanted.Piece piece, int priority) {
    queue.prioritise(piece, priority);
  }

  /** Takes a piece out of the queue that nobody wants any more, unless it is on its way. */
  void dropUnlessRunning(Wanted.Piece piece) {
    DownloadTask task = queue.find(piece);
    if (task != null && task.running() == 0) {
      finish(task, false);
    }
  }

  /** A queued file is wanted no longer, or is here by other ways. */
  void cancel(InnerPath path, boolean here) {
    DownloadTask task = queue.find(path);
    if (task != null) {
      finish(task, here);
    }
  }

  /**
   * Takes a queued file out because its manifest lists another version now.
   *
   * @return who waits for it, to be told of the new version; null when nobody does
   */
  @Nullable CompletableFuture<Boolean> withdraw(InnerPath path) {
    DownloadTask task = queue.find(path);
    if (task == null) {
      return null;
    }
    queue.remove(task);
    return task.done;
  }

  /** Completes when nothing is queued and nobody looks for more, on the lane. */
  CompletableFuture<Void> whenSettled() {
    if (idle) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> waiter = new CompletableFuture<>();
    waiters.add(waiter);
    return waiter;
  }

  /** The most urgent waiting tasks that only some peers can serve. */
  List<DownloadTask> waitingForFew(int most) {
    return queue.waitingForFew(most);
  }

  /** Peers were found or connected, or the search for them ended. */
  void peersChanged() {
    queue.holdersChanged();
    pump();
    giveUpHopeless();
    report();
  }

  /** Ends everything, until {@link #start}. */
  void stop(String reason) {
    stopped = true;
    for (DownloadTask task : queue.all()) {
      progress.problem(reason);
      finish(task, false);
    }
    links.clear();
    report();
  }

  void start() {
    stopped = false;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Gives up what is queued and not yet under way. */
  void drop(String reason) {
    for (DownloadTask task : queue.waiting()) {
      core.bad.explain(task.path(), reason);
      finish(task, false);
    }
    progress.problem(reason);
  }

  /** Forgets queued users' manifests: the site is almost as large as it may be. */
  void dropUsers(String reason) {
    for (DownloadTask task : queue.waiting()) {
      if (task.isManifest() && core.manifests.row(task.path()) == null) {
        core.bad.remove(task.path());
        finish(task, false);
      }
    }
    progress.problem(reason);
  }

  private void pump() {
    if (!queue.hasWaiting()) {
      return;
    }
    links.grow(queue.size());
    pieces.ask(queue);
    boolean gave = true;
    while (gave && queue.hasWaiting()) {
      gave = false;
      for (SwarmLink link : links.open()) {
        if (link.hasRoom() && !link.isWithoutTask(queue)) {
          DownloadTask task = queue.take(each -> link.mayRun(each) && fetch.hasRoomFor(each));
          if (task != null) {
            begin(link, task);
            gave = true;
            if (firstRoot.wantsMore(task)) {
              queue.putBack(task);
            }
          } else {
            link.foundNothing(queue);
          }
        }
      }
    }
    List<DownloadTask> sought = queue.waitingForFew(FEW_SOUGHT);
    links.reach(sought);
    // Those connected may all have said that they lack it, while others are known.
    links.reach(queue.mostUrgent(FEW_SOUGHT));
    core.optional().search().look(sought);
  }

  private void begin(SwarmLink link, DownloadTask task) {
    long now = System.nanoTime();
    task.started();
    link.started(task, task.wanted.bytes(), now);
    Outcomes.deliver(
        fetch.start(link, task), core.lane, (fetched, error) -> ended(link, task, fetched, error));
  }

  private void ended(
      SwarmLink link,
      DownloadTask task,
      FileFetch.@Nullable Fetched fetched,
      @Nullable Throwable error) {
    link.ended(task);
    task.stopped();
    if (fetched == null) {
      failed(link, task, FileFetch.reasonOf(error));
    } else if (task.isEnded()) {
      fetched.discard();
    } else {
      link.succeeded();
      link.peer.answered();
      progress.received(fetched.size());
      accept(link, task, fetched);
    }
    pump();
    report();
  }

  private void accept(SwarmLink link, DownloadTask task, FileFetch.Fetched fetched) {
    if (fetched instanceof FileFetch.ManifestBody body) {
      verify(link, task, body);
    } else if (fetched instanceof FileFetch.FileBody body) {
      store(link, task, body);
    } else {
      finish(task, true);
    }
  }

  private void verify(SwarmLink link, DownloadTask task, FileFetch.ManifestBody body) {
    task.started();
    Outcomes.deliver(
        core.intake().check(task.path(), body.bytes()),
        core.lane,
        (verdict, error) -> {
          task.stopped();
          if (!task.isEnded()) {
            firstRoot.offer(new FirstRoot.Copy(link, task, body, verdict, error));
          }
          pump();
          report();
        });
  }

  private void judge(FirstRoot.Copy copy) {
    DownloadTask task = copy.task();
    queue.hold(task);
    ManifestIntake.Outcome outcome = copy.accept(core.intake());
    switch (outcome.kind()) {
      case STORED, SAME -> finish(task, true);
      case UNWANTED -> giveUp(task, outcome.reason());
      case OLDER -> failed(copy.link(), task, new RefusedException(outcome.reason()));
      case INVALID -> failed(copy.link(), task, new BadDataException(outcome.reason()));
    }
  }

  private void store(SwarmLink link, DownloadTask task, FileFetch.FileBody body) {
    try {
      body.store();
      finish(task, true);
    } catch (IOException e) {
      boolean wrong = e instanceof BadDataException;
      failed(link, task, wrong ? e : new StorageException(String.valueOf(e.getMessage()), e));
    }
  }

  private void failed(SwarmLink link, DownloadTask task, Throwable cause) {
    if (cause instanceof StorageException) {
      log.warn("{}: {} can't be stored: {}", core.address, task.wanted.label(), cause.toString());
      if (!task.isEnded()) {
        giveUp(task, "Can't be stored here: " + cause.getMessage());
      }
      return;
    }
    links.blame(link, task, cause);
    firstRoot.failed(task);
    if (!task.isEnded()) {
      progress.problem(task.wanted, String.valueOf(cause.getMessage()));
      if (task.running() == 0) {
        queue.putBack(task);
        core.lane.execute(this::giveUpHopeless);
      }
    }
  }

  private void finish(DownloadTask task, boolean good) {
    queue.remove(task);
    if (good) {
      progress.done(task.wanted);
      if (!task.isPiece()) {
        core.bad.remove(task.path());
      }
      core.optional().arrived(task.wanted);
      core.emit(SiteEvent.fileDone(task.wanted));
      if (!task.isPiece()) {
        core.data().changed(task.path());
      }
    }
    task.done.complete(good);
    settleIfEmpty();
  }

  private void giveUp(DownloadTask task, String reason) {
    if (task.isPiece()) {
      core.bad.explain(task.path(), reason);
    } else {
      core.bad.failed(task.path(), reason);
      core.emit(SiteEvent.fileFailed(task.path()));
    }
    finish(task, false);
  }

  private void settleIfEmpty() {
    if (!queue.isEmpty()) {
      return;
    }
    if (ticker != null) {
      ticker.cancel(false);
      ticker = null;
    }
    if (held == 0 && !idle) {
      idle = true;
      links.clear();
      report();
      core.settled();
      List<CompletableFuture<Void>> due = List.copyOf(waiters);
      waiters.clear();
      due.forEach(waiter -> waiter.complete(null));
    }
  }

  /** Ends waiting tasks that nobody who is left could serve. */
  private void giveUpHopeless() {
    patience.hopeless().forEach(each -> giveUp(each.task(), each.reason()));
  }

  private void tick() {
    long now = System.nanoTime();
    patience.watch(now);
    pump();
    patience.late(now).forEach(each -> giveUp(each.task(), each.reason()));
    giveUpHopeless();
    report();
  }

  private void report() {
    progress.report(queue, links.busy(), core.bad.size());
  }
}
