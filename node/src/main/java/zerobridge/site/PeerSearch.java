package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerClient;
import zerobridge.tracker.AnnounceMode;

/** Finds peers of a site and asks them what they have. Confined to the site's lane. */
final class PeerSearch {
  private static final Logger log = LoggerFactory.getLogger(PeerSearch.class);
  private static final Duration LIST_LIMIT = Duration.ofSeconds(20);
  private static final int ENOUGH_PEERS = 20;
  private static final int NEED_FEW = 5;
  private static final int NEED_MANY = 10;

  private final SiteCore core;
  private final AtomicInteger running = new AtomicInteger();
  private final Acquaintance acquaintance;
  private CompletableFuture<Void> firstPeer = new CompletableFuture<>();
  private CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);

  PeerSearch(SiteCore core) {
    this.core = core;
    this.acquaintance = new Acquaintance(core, this);
  }

  boolean isRunning() {
    return running.get() > 0;
  }

  Acquaintance acquaintance() {
    return acquaintance;
  }

  /**
   * Asks the trackers and the other finders; whoever waits for peers hears of them as they come.
   */
  void look(AnnounceMode mode) {
    Outcomes.finish(find(mode));
  }

  /** Asks the trackers and the other finders. Completes when all have answered or failed. */
  CompletableFuture<Void> find(AnnounceMode mode) {
    running.incrementAndGet();
    latest =
        core.host
            .finders()
            .look(core.address, mode)
            .handleAsync(
                (answered, error) -> {
                  running.decrementAndGet();
                  log.debug("{}: {} trackers answered", core.address, answered);
                  core.updates().peersFound();
                  acquaintance.exchange();
                  return null;
                },
                core.lane);
    return latest;
  }

  /** Somebody was found: who waits for a peer need not wait for the slower finders. */
  void peersArrived() {
    firstPeer.complete(null);
  }

  /** Completes when a peer is known, or everybody was asked in vain. */
  CompletableFuture<Void> ensurePeers() {
    if (core.peers.size() > 0) {
      return CompletableFuture.completedFuture(null);
    }
    // A tracker that is being asked is not asked twice: a second search would end before the first.
    CompletableFuture<Void> asked = latest.isDone() ? find(AnnounceMode.MORE) : latest;
    firstPeer = new CompletableFuture<>();
    return CompletableFuture.anyOf(asked, firstPeer).thenApply(done -> null);
  }

  /** Connected peers first, then the best others. */
  List<Peer> toAsk(int count) {
    List<Peer> chosen = new ArrayList<>(core.peers.connected());
    if (chosen.size() < count) {
      chosen.addAll(core.peers.toDial(count - chosen.size(), peer -> true));
    }
    return new ArrayList<>(chosen.subList(0, Math.min(count, chosen.size())));
  }

  /** The manifests that the peer has newer than a time; empty when it did not answer. */
  CompletableFuture<Optional<Map<InnerPath, Long>>> listModified(Peer peer, long since) {
    return core.connect(peer)
        .thenCompose(
            connection -> {
              exchange(peer, new PeerClient(connection));
              return new PeerClient(connection).listModified(core.address, since);
            })
        .orTimeout(LIST_LIMIT.toSeconds(), TimeUnit.SECONDS)
        .handleAsync(
            (modified, error) -> {
              if (error == null) {
                peer.answered();
                return Optional.of(modified);
              }
              String reason =
                  error instanceof TimeoutException
                      ? "No answer within " + LIST_LIMIT.toSeconds() + " seconds"
                      : String.valueOf(FileFetch.reasonOf(error).getMessage());
              log.debug("{}: {} was asked in vain: {}", core.address, peer, reason);
              peer.connectionError(reason);
              core.peers.judge(peer);
              return Optional.empty();
            },
            core.lane);
  }

  /** Exchanges peers, and what optional files each has, with one that is connected. */
  void exchange(Peer peer, PeerClient client) {
    core.optional().exchange().with(peer);
    int need = core.peers.size() < ENOUGH_PEERS ? NEED_MANY : NEED_FEW;
    List<PeerAddress> known = core.peers.toShare(NEED_FEW, List.of(peer.address), false);
    Outcomes.deliver(
        client.exchangePeers(core.address, known, need),
        core.lane,
        (found, error) -> {
          if (found != null) {
            core.found(found, PeerSource.PEX, peer.address);
          }
        });
  }
}
