package zerobridge.site;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.content.Verdict;
import zerobridge.db.ContentIndex;
import zerobridge.io.InnerPath;
import zerobridge.peer.Answer;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.Update;

/**
 * Takes manifests that peers push. One push per connection and path is worked on every fifteen
 * seconds; of those that come faster only the last one is, and the others are answered at once.
 * Confined to the site's lane. Peer protocol, update.
 */
final class SitePushes {
  private static final Logger log = LoggerFactory.getLogger(SitePushes.class);
  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final int MAX_GATES = 500;
  private static final int INVALID_WEIGHT = 5;
  private static final int UNCHANGED_WEIGHT = 1;

  private static final Answer QUEUED = Answer.ok("File update queued");

  private final SiteCore core;
  private final Map<Key, Gate> gates = new HashMap<>();

  private record Key(PeerConnection from, InnerPath path) {}

  private record Waiting(Update update, CompletableFuture<Answer> answer) {
    /** A push that doesn't say its version counts as newer, as the last of them. */
    boolean isNewerThan(Waiting other) {
      double mine = update.modified();
      return mine == 0 || mine >= other.update.modified();
    }
  }

  /** Closed for an interval after each push; the last of those that come meanwhile waits. */
  private static final class Gate {
    private @Nullable Waiting waiting;
  }

  SitePushes(SiteCore core) {
    this.core = core;
  }

  /** Answers a push. Safe for any thread. */
  CompletableFuture<Answer> receive(PeerConnection from, Update update) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    core.lane.execute(() -> admit(from, new Waiting(update, answer)));
    return answer;
  }

  private void admit(PeerConnection from, Waiting push) {
    Key key = new Key(from, push.update().path());
    Gate gate = gates.get(key);
    if (gate == null) {
      if (gates.size() >= MAX_GATES) {
        push.answer().complete(QUEUED);
        return;
      }
      open(key, push);
      return;
    }
    // Threads may bring two pushes of one moment in the wrong order: the newer version stays.
    Waiting before = gate.waiting;
    boolean newer = before == null || push.isNewerThan(before);
    gate.waiting = newer ? push : before;
    Waiting superseded = newer ? before : push;
    if (superseded != null) {
      superseded.answer().complete(QUEUED);
    }
  }

  private void open(Key key, Waiting push) {
    gates.put(key, new Gate());
    ScheduledFuture<?> unused =
        core.threads()
            .after(INTERVAL, "push-gate", () -> core.lane.execute(() -> intervalOver(key)));
    work(key.from(), push);
  }

  private void intervalOver(Key key) {
    Gate gate = gates.remove(key);
    if (gate != null && gate.waiting != null) {
      open(key, gate.waiting);
    }
  }

  private void work(PeerConnection from, Waiting push) {
    Update update = push.update();
    ContentIndex.Entry known = core.manifests.row(update.path());
    core.met(from, PeerSource.UPDATE);
    if (known != null && update.modified() != 0 && update.modified() <= known.modified()) {
      heard(from, update);
      push.answer().complete(unchanged(from));
      return;
    }
    if (!core.intake().mayExist(update.path())) {
      push.answer().complete(invalid(update.path(), "No rules"));
      return;
    }
    CompletableFuture<Answer> judged =
        body(from, update).thenComposeAsync(body -> check(from, update, body), core.lane);
    Outcomes.deliver(
        judged,
        core.lane,
        (answer, error) -> {
          if (answer != null) {
            push.answer().complete(answer);
          } else {
            log.debug("{}: the body of a push did not come", core.address, error);
            push.answer()
                .complete(
                    new Answer.Refused(
                        "File invalid update: Can't download updaed file", INVALID_WEIGHT));
          }
        });
  }

  /** The pushed bytes, or what the sender gives when asked over its own connection. */
  private CompletableFuture<byte[]> body(PeerConnection from, Update update) {
    if (!update.body().isEmpty()) {
      return CompletableFuture.completedFuture(update.body().bytes());
    }
    return new FileFetch(core).manifest(from, update.path());
  }

  private CompletableFuture<Answer> check(PeerConnection from, Update update, byte[] body) {
    try {
      JsonObject parsed = Json.parseObject(body);
      log.debug("{}: {} of {} keys pushed", core.address, update.path(), parsed.size());
    } catch (MalformedJsonException e) {
      return CompletableFuture.completedFuture(
          new Answer.Refused("File invalid JSON", INVALID_WEIGHT));
    }
    PushedDiffs diffs = new PushedDiffs(update.path(), update.diffs());
    return core.intake()
        .check(update.path(), body)
        .handleAsync(
            (verdict, error) -> judged(from, update, body, verdict, error, diffs), core.lane);
  }

  private Answer judged(
      PeerConnection from,
      Update update,
      byte[] body,
      @Nullable Verdict verdict,
      @Nullable Throwable error,
      PushedDiffs diffs) {
    core.swarm().hold();
    try {
      ManifestIntake.Outcome outcome =
          core.intake().accept(update.path(), body, verdict, error, diffs);
      return switch (outcome.kind()) {
        case STORED -> {
          stored(from, update, diffs);
          yield Answer.ok("Thanks, file " + update.path() + " updated!");
        }
        case SAME -> {
          heard(from, update);
          yield unchanged(from);
        }
        case OLDER, UNWANTED, INVALID -> invalid(update.path(), outcome.reason());
      };
    } finally {
      core.swarm().unhold();
    }
  }

  /** The sender has this version: it need not be told of it, or may be told of a newer one. */
  private void heard(PeerConnection from, Update update) {
    Peer sender = core.peers.at(from);
    if (sender != null && update.modified() > 0) {
      core.publisher().heard(sender, update.path(), (long) update.modified());
    }
  }

  private void stored(PeerConnection from, Update update, PushedDiffs diffs) {
    from.goodAction();
    core.bad.remove(update.path());
    core.swarm().cancel(update.path(), true);
    core.emit(SiteEvent.fileDone(update.path()));
    core.data().changed(update.path());
    core.publisher().passOn(update.path(), diffs.proven(), core.peers.at(from));
  }

  private static Answer unchanged(PeerConnection from) {
    from.badAction(UNCHANGED_WEIGHT, "A push of a version we have");
    return Answer.ok("File not changed");
  }

  private static Answer invalid(InnerPath path, String reason) {
    return new Answer.Refused("File " + path + " invalid: " + reason, INVALID_WEIGHT);
  }
}
