package zerobridge.site;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.content.Manifest;
import zerobridge.io.InnerPath;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.Update;

/**
 * Spreads new versions: pushes to a few peers at once until enough have confirmed, then goes on in
 * the background; passes on what others pushed as soon as all its files are here. Confined to the
 * site's lane. Peer protocol, publishing.
 */
final class Publisher {
  private static final Logger log = LoggerFactory.getLogger(Publisher.class);
  private static final int MAX_PUSHED_BODY = 10_240;
  private static final int NO_EMPTY_BODY_BEFORE_REV = 4095;
  private static final int PASSED_ON_TO = 3;
  private static final Duration TRY_CONNECTED = Duration.ofSeconds(5);
  private static final Duration TRY_UNCONNECTED = Duration.ofSeconds(10);

  private final SiteCore core;

  /** What others pushed, waiting for its files. */
  private final Map<InnerPath, Pushed> waiting = new HashMap<>();

  private record Pushed(Message diffs, PeerConnection from) {}

  Publisher(SiteCore core) {
    this.core = core;
  }

  /** See {@link Site#publish}. Safe for any thread. */
  CompletableFuture<PublishResult> publish(InnerPath manifest, int limit) {
    return core.lane
        .call(() -> core.owner().takeDiffs(manifest))
        .thenComposeAsync(
            diffs ->
                core.updates()
                    .search()
                    .ensurePeers()
                    .thenComposeAsync(done -> spread(manifest, diffs, limit, null), core.lane),
            core.lane);
  }

  /** A pushed version was stored: it is passed on when its files are here. */
  void passOn(InnerPath manifest, Message diffs, PeerConnection from) {
    waiting.put(manifest, new Pushed(diffs, from));
  }

  /** The queue is empty. */
  void settled() {
    Map<InnerPath, Pushed> due = new HashMap<>(waiting);
    waiting.clear();
    due.forEach(
        (manifest, pushed) ->
            Outcomes.deliver(
                spread(manifest, pushed.diffs(), PASSED_ON_TO, pushed.from()),
                core.lane,
                (result, error) ->
                    log.debug("{}: {} passed on: {}", core.address, manifest, result)));
  }

  private CompletableFuture<PublishResult> spread(
      InnerPath path, Message diffs, int limit, @Nullable PeerConnection except) {
    Manifest manifest = core.manifests.get(path);
    if (manifest == null) {
      return CompletableFuture.failedFuture(new SiteException("Not here: " + path));
    }
    byte[] body;
    try {
      body = core.files.read(path);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new SiteException(path + " can't be read: " + e.getMessage(), e));
    }
    return new Round(manifest, body, diffs, candidates(limit, except), limit).begin();
  }

  private Deque<Peer> candidates(int limit, @Nullable PeerConnection except) {
    List<Peer> found = new ArrayList<>(core.peers.connected());
    if (found.size() < 2 * limit) {
      found.addAll(core.peers.toDial(2 * limit, peer -> true));
    }
    found.removeIf(peer -> except != null && peer.connection() == except);
    return new ArrayDeque<>(found);
  }

  /** An integer stays one on the wire. */
  private static Number modifiedNumber(Manifest manifest) {
    double modified = manifest.modified();
    return modified == Math.rint(modified) ? (Number) (long) modified : (Number) modified;
  }

  /** One version on its way to peers. */
  private final class Round {
    private final Manifest manifest;
    private final byte[] body;
    private final Message diffs;
    private final Deque<Peer> candidates;
    private final int limit;
    private final CompletableFuture<PublishResult> result = new CompletableFuture<>();
    private int running;
    private int asked;
    private int confirmed;

    Round(Manifest manifest, byte[] body, Message diffs, Deque<Peer> candidates, int limit) {
      this.manifest = manifest;
      this.body = body;
      this.diffs = diffs;
      this.candidates = candidates;
      this.limit = limit;
    }

    CompletableFuture<PublishResult> begin() {
      pushMore();
      return result;
    }

    private void pushMore() {
      // Twice the limit in all: the second half in the background, after the answer.
      while (running < limit && confirmed + running < 2 * limit && !candidates.isEmpty()) {
        push(candidates.remove());
      }
      if (confirmed >= limit || running == 0) {
        result.complete(new PublishResult(confirmed, asked));
      }
    }

    private void push(Peer peer) {
      running++;
      asked++;
      Duration patience =
          (peer.connection() != null ? TRY_CONNECTED : TRY_UNCONNECTED)
              .plusSeconds(body.length / 1024);
      CompletableFuture<String> answer =
          core.connect(peer)
              .thenCompose(this::send)
              .orTimeout(patience.toSeconds(), TimeUnit.SECONDS);
      Outcomes.deliver(answer, core.lane, (text, error) -> answered(peer, text, error));
    }

    private void answered(Peer peer, @Nullable String text, @Nullable Throwable error) {
      running--;
      if (text != null) {
        confirmed++;
        peer.answered();
        log.debug("{}: {}: {}", core.address, peer, text);
      } else {
        String reason = String.valueOf(FileFetch.reasonOf(error).getMessage());
        log.debug("{}: {} did not confirm: {}", core.address, peer, reason);
        peer.connectionError(reason);
        core.peers.judge(peer);
      }
      pushMore();
    }

    private CompletableFuture<String> send(PeerConnection connection) {
      boolean whole =
          body.length <= MAX_PUSHED_BODY || connection.handshake().rev() < NO_EMPTY_BODY_BEFORE_REV;
      Update update =
          new Update(
              core.address,
              manifest.path(),
              new Update.Body(whole ? body : new byte[0]),
              manifest.modified(),
              diffs);
      return new PeerClient(connection).update(update, modifiedNumber(manifest));
    }
  }
}
