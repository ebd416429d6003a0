package zerobridge.site;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.InnerPath;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.RefusedException;

/**
 * One version of a manifest on its way to peers. A first pass pushes to the best peers at once;
 * every "thanks" is checked by asking the peer what it has; further passes, farther and farther
 * apart, ask first and push only where the version is missing, until enough peers have it. Confined
 * to the site's lane. Peer protocol, publishing.
 */
final class Publication {
  private static final Logger log = LoggerFactory.getLogger(Publication.class);

  /** A peer that says thanks may still be writing: when it is asked again what it has. */
  private static final List<Duration> READ_BACK_AFTER =
      List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3));

  private static final List<Duration> PASSES_AFTER =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10));

  /** When somebody has it, the person is not kept waiting for the slow ones. */
  private static final Duration ANSWER_ONCE_ONE_HAS_IT = Duration.ofSeconds(5);

  private static final Duration ANSWER_ANYWAY = Duration.ofSeconds(30);
  private final SiteCore core;
  private final Push push;
  private final PublishGoal goal;
  private final Listener listener;
  private final Deliveries deliveries = new Deliveries();
  private final Deque<Peer> waiting = new ArrayDeque<>();
  private final CompletableFuture<PublishProgress> answer = new CompletableFuture<>();
  private int open;
  private int checking;
  private int passes;
  private boolean passing;
  private boolean stopped;
  private boolean patienceOver;

  /** Hears of every change, on the lane. */
  interface Listener {
    void changed(PublishProgress progress);
  }

  Publication(SiteCore core, Push push, PublishGoal goal, Listener listener) {
    this.core = core;
    this.push = push;
    this.goal = goal;
    this.listener = listener;
  }

  /**
   * Begins.
   *
   * @return completes when as many peers as wanted have it, or when all reachable ones were tried
   */
  CompletableFuture<PublishProgress> begin() {
    after(
        ANSWER_ONCE_ONE_HAS_IT,
        () -> {
          patienceOver = true;
          answerIfDue();
        });
    after(ANSWER_ANYWAY, () -> answer.complete(progress()));
    pass();
    return answer;
  }

  /** No more passes; what is on its way ends by itself. */
  void stop() {
    stopped = true;
    waiting.clear();
    answer.complete(progress());
  }

  boolean isStopped() {
    return stopped;
  }

  /** Whether no further pass comes by itself. */
  boolean isOver() {
    return stopped || (!passing && (passes > PASSES_AFTER.size() || !isWanting()));
  }

  PublishProgress progress() {
    return new PublishProgress(
        push.manifest().path(), push.version(), deliveries.snapshot(), isQueued());
  }

  private boolean isQueued() {
    return goal.isOwn() && deliveries.have() == 0;
  }

  /** The peer said by itself which version it has. */
  void heard(Peer peer, long modified) {
    if (modified >= push.version()) {
      has(peer, "Has it");
    }
  }

  /** Peers appeared: another pass if one of them was not reached before. */
  void look() {
    if (isWanting() && goal.candidates(core).stream().anyMatch(deliveries::isNews)) {
      pass();
    }
  }

  /** Tries everybody again who was not there. */
  void again() {
    deliveries.forgetUnreachable();
    if (isWanting()) {
      pass();
    }
  }

  /** Whether more peers should have it. */
  boolean isWanting() {
    return !stopped
        && (isQueued() || deliveries.have() < goal.wanted(goal.candidates(core).size()));
  }

  private void pass() {
    if (passing || stopped || !core.settings.get().serving()) {
      answerIfDue();
      return;
    }
    if (!push.isCurrent()) {
      stop();
      return;
    }
    passing = true;
    passes++;
    waiting.clear();
    PushOrder.best(goal.candidates(core), core.host.random()).stream()
        .filter(deliveries::mayTry)
        .forEach(waiting::add);
    step();
  }

  private void step() {
    int wanted = goal.wanted(waiting.size() + deliveries.size());
    while (open < goal.atOnce()
        && deliveries.have() + open + checking < wanted
        && !waiting.isEmpty()) {
      offer(waiting.remove());
    }
    answerIfDue();
    if (passing && open == 0 && checking == 0) {
      passing = false;
      passEnded();
    }
  }

  private void passEnded() {
    PublishProgress now = progress();
    log.debug("{}: pass {} of {}: {}", core.address, passes, now.manifest(), now.sentence());
    if (passes <= PASSES_AFTER.size() && isWanting() && deliveries.size() > 0) {
      after(PASSES_AFTER.get(passes - 1), this::pass);
    }
  }

  private void offer(Peer peer) {
    Deliveries.Track track = deliveries.of(peer);
    if (peer.connection() == null) {
      track.dialled();
    }
    open++;
    CompletableFuture<Said> said =
        push.connect(peer)
            .thenComposeAsync(
                connection ->
                    // Who was told before is asked first: a second push costs us its patience.
                    (track.wasPushed()
                            ? push.readBack(connection)
                            : CompletableFuture.completedFuture(false))
                        .thenComposeAsync(has -> tell(track, connection, has), core.lane),
                core.lane);
    Outcomes.deliver(
        said,
        core.lane,
        (words, error) -> {
          open--;
          offered(peer, track, words, error);
          step();
        });
  }

  /** What a peer that was offered the version let us know. */
  private record Said(boolean hasIt, String words) {}

  private CompletableFuture<Said> tell(
      Deliveries.Track track, PeerConnection connection, boolean hasIt) {
    if (hasIt || !track.mayPush()) {
      return CompletableFuture.completedFuture(new Said(hasIt, track.words));
    }
    track.pushed();
    return push.send(connection).thenApply(words -> new Said(false, words));
  }

  private void offered(
      Peer peer, Deliveries.Track track, @Nullable Said said, @Nullable Throwable error) {
    if (said != null && said.hasIt()) {
      has(peer, said.words());
    } else if (said != null) {
      peer.answered();
      track.words = said.words();
      check(peer, track, 0);
    } else {
      failed(peer, track, FileFetch.reasonOf(error));
    }
    changed();
  }

  private void failed(Peer peer, Deliveries.Track track, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    log.debug("{}: {} did not take {}: {}", core.address, peer, push.manifest().path(), cause);
    if (track.has()) {
      return;
    }
    if (cause instanceof RefusedException) {
      track.state = PublishProgress.State.REFUSED;
      track.words = reason;
      peer.pushLost();
    } else if (cause instanceof TimeoutException && track.wasPushed()) {
      // It may be answered late or never, and still have been taken.
      check(peer, track, 0);
    } else {
      track.state = PublishProgress.State.UNREACHABLE;
      track.words = cause instanceof TimeoutException ? "No connection in time" : reason;
      peer.connectionError(track.words);
      core.peers.judge(peer);
    }
  }

  /** Asks the peer what it has, a few times: only that counts. */
  private void check(Peer peer, Deliveries.Track track, int attempt) {
    if (stopped) {
      return;
    }
    checking++;
    after(
        READ_BACK_AFTER.get(attempt),
        () ->
            Outcomes.deliver(
                push.connect(peer).thenCompose(push::readBack),
                core.lane,
                (has, error) -> checked(peer, track, attempt, Boolean.TRUE.equals(has))));
  }

  private void checked(Peer peer, Deliveries.Track track, int attempt, boolean has) {
    checking--;
    if (has) {
      has(peer, track.words);
    } else if (!track.has()) {
      if (attempt + 1 < READ_BACK_AFTER.size()) {
        check(peer, track, attempt + 1);
      } else {
        log.debug("{}: {} said {} and has it not", core.address, peer, track.words);
        peer.pushLost();
      }
    }
    step();
  }

  private void has(Peer peer, String words) {
    Deliveries.Track track = deliveries.of(peer);
    if (track.has()) {
      return;
    }
    if (track.wasPushed()) {
      peer.pushTaken();
    }
    track.state = PublishProgress.State.HAS;
    track.words =
        words.equals(Deliveries.UNTRIED) || words.equals(Deliveries.UNANSWERED) ? "Has it" : words;
    peer.answered();
    if (push.manifest().path().equals(InnerPath.ROOT_MANIFEST)) {
      peer.knows(push.version());
    }
    changed();
    answerIfDue();
  }

  private void changed() {
    listener.changed(progress());
  }

  private void answerIfDue() {
    int have = deliveries.have();
    boolean allTried = open == 0 && checking == 0 && waiting.isEmpty();
    if (have >= goal.answerAt() || allTried || (patienceOver && have > 0)) {
      answer.complete(progress());
    }
  }

  private void after(Duration delay, Runnable step) {
    ScheduledFuture<?> unused =
        core.threads().after(delay, "publish", () -> core.lane.execute(step));
  }
}
