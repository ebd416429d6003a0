package zerobridge.site;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.io.InnerPath;

/**
 * Spreads the new versions of one site: the author's own, kept in a queue on disk until somebody is
 * known to have them; what others pushed, once all its files are here; and ours to peers that turn
 * out to have an older one. Confined to the site's lane but for {@link #progress} and {@link
 * #peersFound}. Peer protocol, publishing.
 */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);

  /** As many peers are told when a version goes out later as when it goes out at once. */
  private static final int QUEUED_LIMIT = 5;

  private static final Duration LOOK_AFTER = Duration.ofSeconds(1);
  private static final int MAX_WAITING = 1000;

  private final SiteCore core;
  private final OwnDiffs diffs;
  private final NewerForPeers newer;

  /** The author's versions, by manifest; the latest of each. */
  private final Map<InnerPath, Publication> own = new HashMap<>();

  private final Map<InnerPath, PublishProgress> latest = new ConcurrentHashMap<>();

  /** What others pushed, waiting for its files. */
  private final Map<InnerPath, Pushed> waiting = new HashMap<>();

  /** Others' versions that are being passed on; the latest of each manifest. */
  private final Map<InnerPath, Publication> passing = new HashMap<>();

  /** Whether it matters here that a peer appears: most of the time, nothing is being published. */
  private volatile boolean wanting;

  private final AtomicBoolean lookDue = new AtomicBoolean();

  private record Pushed(Message diffs, @Nullable Peer from) {}

  Publisher(SiteCore core) {
    this.core = core;
    this.diffs = new OwnDiffs(core);
    this.newer = new NewerForPeers(core);
  }

  /** See {@link Site#publish}. Safe for any thread. */
  CompletableFuture<PublishProgress> publish(
      InnerPath manifest, int limit, Publication.Listener listener) {
    return CompletableFuture.completedFuture(manifest)
        .thenComposeAsync(path -> begin(path, limit, listener), core.lane);
  }

  private CompletableFuture<PublishProgress> begin(
      InnerPath path, int limit, Publication.Listener listener) {
    Push push;
    try {
      push = load(path, diffs.of(path));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    Publication old = own.remove(path);
    if (old != null) {
      old.stop();
    }
    core.settings.change(settings -> settings.withUnpublished(path, push.version()));
    Publication publication =
        new Publication(
            core,
            push,
            PublishGoal.own(limit),
            progress -> {
              changed(push, progress);
              listener.changed(progress);
            });
    own.put(path, publication);
    latest.put(path, publication.progress());
    wanting = true;
    return core.updates()
        .search()
        .ensurePeers()
        .thenComposeAsync(done -> publication.begin(), core.lane);
  }

  private void changed(Push push, PublishProgress progress) {
    InnerPath path = progress.manifest();
    PublishProgress before = latest.put(path, progress);
    if (!progress.queued()
        && push.isCurrent()
        && core.settings.get().unpublished().contains(path)) {
      core.settings.change(settings -> settings.withoutUnpublished(path));
      diffs.dropOld(path);
      log.info("{}: somebody has the new {}", core.address.shortened(), path);
    }
    if (!progress.equals(before)) {
      core.emit(SiteEvent.published(progress));
    }
  }

  private Push load(InnerPath path, Message changes) throws IOException {
    Manifest manifest = core.manifests.get(path);
    if (manifest == null) {
      throw new SiteException("Not here: " + path);
    }
    try {
      return new Push(core, manifest, core.files.read(path), changes);
    } catch (IOException e) {
      throw new SiteException(path + " can't be read: " + e.getMessage(), e);
    }
  }

  /** How far the author's versions got, the latest of each manifest. Safe for any thread. */
  Optional<PublishProgress> progress(InnerPath manifest) {
    return Optional.ofNullable(latest.get(manifest));
  }

  /** After the node's start: what was published while nobody was there goes out. */
  void resume() {
    for (InnerPath path : core.settings.get().unpublished()) {
      if (core.manifests.get(path) == null) {
        core.settings.change(settings -> settings.withoutUnpublished(path));
      } else {
        Outcomes.deliver(
            begin(path, QUEUED_LIMIT, progress -> {}),
            core.lane,
            (progress, error) ->
                log.info(
                    "{}: {} was waiting to be published: {}",
                    core.address.shortened(),
                    path,
                    progress == null ? error : progress.sentence()));
      }
    }
  }

  /** A newer version came from others, so somebody has it: ours need not go out any more. */
  void overtaken(InnerPath path) {
    Publication old = own.remove(path);
    if (old != null) {
      old.stop();
    }
    if (core.settings.get().unpublished().contains(path)) {
      core.settings.change(settings -> settings.withoutUnpublished(path));
      diffs.dropOld(path);
    }
  }

  /** Somebody turned up: looks a moment later whether that helps. Safe for any thread. */
  void peersFound() {
    if (wanting && lookDue.compareAndSet(false, true)) {
      ScheduledFuture<?> unused =
          core.threads().after(LOOK_AFTER, "publish", () -> core.lane.execute(this::look));
    }
  }

  private void look() {
    lookDue.set(false);
    own.values().forEach(Publication::look);
    wanting = own.values().stream().anyMatch(Publication::isWanting);
  }

  /** The periodic round: who was not there before may be now. */
  void periodic() {
    own.values().removeIf(Publication::isStopped);
    passing.values().removeIf(Publication::isOver);
    own.values().forEach(Publication::again);
  }

  void stop() {
    own.values().forEach(Publication::stop);
    own.clear();
    passing.values().forEach(Publication::stop);
    passing.clear();
    wanting = false;
  }

  /** A pushed version was stored: it is passed on when its files are here. */
  void passOn(InnerPath manifest, Message proven, @Nullable Peer from) {
    if (waiting.size() < MAX_WAITING) {
      waiting.put(manifest, new Pushed(proven, from));
    }
  }

  /** The queue is empty. */
  void settled() {
    passing.values().removeIf(Publication::isOver);
    for (InnerPath path : List.copyOf(waiting.keySet())) {
      if (hasAllFiles(path)) {
        passOnNow(path, waiting.remove(path));
      }
    }
  }

  private void passOnNow(InnerPath path, @Nullable Pushed pushed) {
    try {
      Push push = load(path, pushed == null ? Message.EMPTY : pushed.diffs());
      Publication further = new Publication(core, push, PublishGoal.passedOn(), progress -> {});
      Publication old = passing.put(path, further);
      if (old != null) {
        old.stop();
      }
      if (pushed != null && pushed.from() != null) {
        further.heard(pushed.from(), push.version());
      }
      Outcomes.deliver(
          further.begin(),
          core.lane,
          (progress, error) -> log.debug("{}: {} passed on: {}", core.address, path, progress));
    } catch (IOException e) {
      log.debug("{}: {} is not passed on: {}", core.address, path, e.getMessage());
    }
  }

  /** Others come to this node for the files: a version without them helps nobody. */
  private boolean hasAllFiles(InnerPath path) {
    Manifest manifest = core.manifests.get(path);
    return manifest == null
        || manifest.files().values().stream().map(FileEntry::path).noneMatch(core.bad::contains);
  }

  /** The peer let us know which version of a manifest it has. */
  void heard(Peer peer, InnerPath manifest, long modified) {
    Publication publication = own.get(manifest);
    if (publication != null) {
      publication.heard(peer, modified);
    }
    newer.offerIfOlder(peer, manifest, modified);
  }

  /**
   * The peer named its manifests.
   *
   * @param since the time after which it was asked for, Unix seconds; 0 for all
   */
  void heard(Peer peer, long since, Map<InnerPath, Long> named) {
    own.forEach((path, publication) -> publication.heard(peer, named.getOrDefault(path, 0L)));
    newer.compare(peer, since, named);
  }
}
