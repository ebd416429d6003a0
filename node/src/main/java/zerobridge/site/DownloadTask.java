package zerobridge.site;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.io.InnerPath;

/**
 * One file or piece that is to be fetched. Its life: waiting in the queue, running with one peer
 * (with a second one when the first stalls), back to waiting when a peer failed, ended. Confined to
 * the site's lane but for {@link #done}.
 */
final class DownloadTask {
  private static final int MAX_STARTS = 6;

  final Wanted wanted;

  /** The order in which tasks were made; older ones go first at equal priority. */
  final long id;

  final long addedNanos;

  /** Completes with true once the verified file is in place, with false when it can't be had. */
  final CompletableFuture<Boolean> done = new CompletableFuture<>();

  /** Peers that gave no or a bad copy. */
  private final Set<Peer> failed = new HashSet<>();

  /** Peers that don't say to have it. */
  private final Set<Peer> lastResort = new HashSet<>();

  private int priority;
  private int running;
  private int starts;
  private boolean ended;
  private @Nullable String lastFailure;

  DownloadTask(Wanted wanted, int priority, long id, long nowNanos) {
    this.wanted = wanted;
    this.priority = priority;
    this.id = id;
    this.addedNanos = nowNanos;
  }

  int priority() {
    return priority;
  }

  void setPriority(int urgency) {
    priority = urgency;
  }

  InnerPath path() {
    return wanted.path();
  }

  boolean isManifest() {
    return wanted instanceof Wanted.Manifest;
  }

  boolean isPiece() {
    return wanted instanceof Wanted.Piece;
  }

  /** Whether the peer may be asked: it has not failed, and may have it for all we know. */
  boolean mayAsk(Peer peer) {
    return !failed.contains(peer) && (wanted.mayBeAt(peer) || lastResort.contains(peer));
  }

  /** Whether the peer could still turn out to have it. */
  boolean mayHopeFor(Peer peer) {
    return isPiece() ? !failed.contains(peer) : mayAsk(peer);
  }

  /** Nobody says to have it: these may be asked all the same. */
  void tryAnyway(Collection<Peer> peers) {
    lastResort.addAll(peers);
  }

  /** Whether {@link #tryAnyway} was called: nothing is left to be found. */
  boolean isTriedAnyway() {
    return !lastResort.isEmpty();
  }

  void started() {
    running++;
    starts++;
  }

  /** Whether broken connections ended it so often that the peer counts as having failed it. */
  boolean isTriedOften() {
    return starts >= MAX_STARTS;
  }

  void stopped() {
    running--;
  }

  void failedWith(Peer peer, String reason) {
    failed.add(peer);
    lastFailure = reason;
  }

  /** Remembers why the latest try ended, without blaming the peer for this file. */
  void note(String reason) {
    lastFailure = reason;
  }

  int running() {
    return running;
  }

  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  @Nullable String lastFailure() {
    return lastFailure;
  }
}
