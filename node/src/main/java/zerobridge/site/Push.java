package zerobridge.site;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import zerobridge.codec.Message;
import zerobridge.content.Manifest;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.Update;

/**
 * One version of a manifest, ready to be sent to peers and to be asked for. Immutable. Peer
 * protocol, update and publishing.
 */
final class Push {
  /** A longer manifest is fetched by the receiver, if it can. */
  static final int MAX_BODY = 10_240;

  /** Peers before this revision need the body always. */
  static final int FETCHES_BODY_SINCE_REV = 4095;

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
  private static final Duration LIST_LIMIT = Duration.ofSeconds(10);

  private final SiteCore core;
  private final Manifest manifest;
  private final byte[] body;
  private final Message diffs;

  Push(SiteCore core, Manifest manifest, byte[] body, Message diffs) {
    this.core = core;
    this.manifest = manifest;
    this.body = body;
    this.diffs = diffs;
  }

  Manifest manifest() {
    return manifest;
  }

  /** The version in whole seconds, as peers compare it. */
  long version() {
    return (long) manifest.modified();
  }

  /** Whether this is still the version that we have. */
  boolean isCurrent() {
    Manifest stored = core.manifests.get(manifest.path());
    return stored != null && stored.modified() == manifest.modified();
  }

  /** Connects, or uses the open connection; fails when that takes too long. */
  CompletableFuture<PeerConnection> connect(Peer peer) {
    return core.connect(peer)
        .thenApply(connection -> connection)
        .orTimeout(CONNECT_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /**
   * Sends the version.
   *
   * @return the peer's words; fails with {@link java.util.concurrent.TimeoutException} when the
   *     answer is late, which says nothing: an answer may be held back for fifteen seconds
   */
  CompletableFuture<String> send(PeerConnection connection) {
    Duration patience = ANSWER_LIMIT.plusSeconds(body.length / 1024).plus(connection.lastDelay());
    return new PeerClient(connection)
        .update(updateFor(connection.handshake().rev()), modifiedNumber())
        .thenApply(words -> words)
        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Update updateFor(int rev) {
    boolean whole = body.length <= MAX_BODY || rev < FETCHES_BODY_SINCE_REV;
    return new Update(
        core.address,
        manifest.path(),
        new Update.Body(whole ? body : new byte[0]),
        manifest.modified(),
        diffs);
  }

  /** An integer stays one on the wire. */
  private Number modifiedNumber() {
    double modified = manifest.modified();
    return modified == Math.rint(modified) ? (Number) (long) modified : (Number) modified;
  }

  /** Asks the peer whether it has this version or a newer one. */
  CompletableFuture<Boolean> readBack(PeerConnection connection) {
    return new PeerClient(connection)
        .listModified(core.address, version() - 1)
        .thenApply(named -> named.getOrDefault(manifest.path(), 0L) >= version())
        .orTimeout(LIST_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
