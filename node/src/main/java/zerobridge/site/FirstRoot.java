package zerobridge.site;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.Verdict;
import zerobridge.io.InnerPath;

/**
 * On a first visit several peers are asked for the root manifest at once and the newest valid one
 * is taken: the first to answer may be the one that is behind. The others are waited for about as
 * long as the first one took, and never long; a page with one peer does not wait at all. Confined
 * to the site's lane. Peer protocol, weakness W27.
 */
final class FirstRoot {
  private static final Logger log = LoggerFactory.getLogger(FirstRoot.class);
  private static final int PEERS = 3;
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMillis(300);

  private final SiteCore core;
  private final Consumer<Copy> judge;
  private @Nullable Copy best;
  private long askedNanos;
  private boolean waits;

  /** A manifest that a peer gave, and what the verifier says of it. */
  record Copy(
      SwarmLink link,
      DownloadTask task,
      FileFetch.ManifestBody body,
      @Nullable Verdict verdict,
      @Nullable Throwable error) {
    private double modified() {
      return verdict instanceof Verdict.Valid valid ? valid.manifest().modified() : 0;
    }

    /** Stores it if it is valid. */
    ManifestIntake.Outcome accept(ManifestIntake intake) {
      return intake.accept(task.path(), body.bytes(), verdict, error, PushedDiffs.none());
    }
  }

  /**
   * Makes one for a swarm.
   *
   * @param judge acts on the copy that was chosen
   */
  FirstRoot(SiteCore core, Consumer<Copy> judge) {
    this.core = core;
    this.judge = judge;
  }

  private boolean isFirst(DownloadTask task) {
    return task.path().equals(InnerPath.ROOT_MANIFEST)
        && core.manifests.row(InnerPath.ROOT_MANIFEST) == null;
  }

  /** A peer was asked; whether one more is to be asked beside it. */
  boolean wantsMore(DownloadTask task) {
    if (!isFirst(task)) {
      return false;
    }
    if (task.running() == 1) {
      askedNanos = System.nanoTime();
    }
    return task.running() < PEERS && best == null;
  }

  /** A copy was checked: it is judged at once unless it could be beaten. */
  void offer(Copy copy) {
    if (!isFirst(copy.task()) || !(copy.verdict() instanceof Verdict.Valid)) {
      judge.accept(copy);
      return;
    }
    Copy before = best;
    if (before == null || copy.modified() > before.modified()) {
      best = copy;
    }
    if (before != null) {
      log.debug("{}: two copies of the root, of which one may be older", core.address);
    }
    if (copy.task().running() == 0) {
      choose();
    } else if (!waits) {
      waits = true;
      ScheduledFuture<?> unused =
          core.threads()
              .after(patience(), "first-root", () -> core.lane.execute(this::waitedEnough));
    }
  }

  private Duration patience() {
    Duration took = Duration.ofNanos(System.nanoTime() - askedNanos);
    Duration atLeast = took.compareTo(SHORTEST) < 0 ? SHORTEST : took;
    return atLeast.compareTo(LONGEST) > 0 ? LONGEST : atLeast;
  }

  /** A peer that was asked gave nothing of use: the others may all have answered. */
  void failed(DownloadTask task) {
    Copy kept = best;
    if (kept != null && kept.task() == task && task.running() == 0) {
      choose();
    }
  }

  private void waitedEnough() {
    choose();
    core.swarm().peersChanged();
  }

  private void choose() {
    Copy chosen = best;
    best = null;
    waits = false;
    if (chosen != null && !chosen.task().isEnded()) {
      judge.accept(chosen);
    }
  }
}
