package zerobridge.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import zerobridge.content.Manifest;
import zerobridge.content.SiteSizeLimit;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.db.OptionalFileTable;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerConnection;

/**
 * One site of this node. Every method is safe for any thread. What changes the site runs in order
 * on the site's own lane and answers by a future; what reads sees the latest finished change.
 *
 * <p>Futures complete on the site's lane or a thread of the pool: don't wait for another future of
 * the same site inside a stage of one.
 */
public final class Site {
  private final SiteCore core;

  Site(SiteCore core) {
    this.core = core;
  }

  /** The site's address, which is also its identity. */
  public SiteAddress address() {
    return core.address;
  }

  /** The folder of the site's files. */
  public Path directory() {
    return core.directory;
  }

  /** The site's entry of {@code sites.json} at this instant. */
  public SiteSettings settings() {
    return core.liveSettings();
  }

  /**
   * Changes the settings; they are written to disk a few seconds later.
   *
   * @param change makes the new snapshot; may be called again when another thread was faster
   */
  public void changeSettings(UnaryOperator<SiteSettings> change) {
    core.settings.change(change);
    core.emit(null);
  }

  /** Where the site stands. */
  public SiteState state() {
    return core.state();
  }

  /** The progress of the downloads. */
  public DownloadState downloadState() {
    return core.swarm().state();
  }

  /** The root manifest, or null before the first visit got it. */
  public @Nullable Manifest root() {
    return core.manifests.get(InnerPath.ROOT_MANIFEST);
  }

  /** A stored manifest, or null; may read it from disk. */
  public @Nullable Manifest manifest(InnerPath path) {
    return core.manifests.get(path);
  }

  /** The title of the root manifest, empty when there is none. */
  public String title() {
    Manifest root = root();
    return root == null ? "" : root.title();
  }

  /**
   * Where a file of the site lies or would lie. Says nothing about whether it is there or verified.
   *
   * @throws zerobridge.io.IllegalInnerPathException if a symbolic link leads out of the site
   */
  public Path file(InnerPath path) {
    return path.in(core.directory);
  }

  /** Whether a verified file is here and nothing newer of it is wanted; manifests included. */
  public boolean isPresent(InnerPath path) {
    return core.files.isPresent(path);
  }

  /**
   * Fetches a file if it isn't here; a big file with all its pieces.
   *
   * @param path a manifest or a file that a manifest lists
   * @param priority how urgent; {@link #PRIORITY_PAGE} when a browser waits
   * @return completes with true once the verified file is in place; with false when no manifest
   *     lists it or no peer has it: {@link #problem} says why
   */
  public CompletableFuture<Boolean> need(InnerPath path, int priority) {
    return core.needs().need(path, priority);
  }

  /** The priority of what a browser waits for. */
  public static final int PRIORITY_PAGE = TaskPriority.PAGE;

  /**
   * Reads a big file, one that its manifest lists in pieces, while it is being downloaded. Nothing
   * is fetched before the reader asks.
   *
   * @return empty if no manifest lists such a file at the path
   */
  public Optional<BigFileReader> openBig(InnerPath path) {
    return core.bigDownloads().open(path);
  }

  /** What is noted of an optional file; empty when no manifest lists one at the path. */
  public CompletableFuture<Optional<OptionalFile>> optionalFile(InnerPath path) {
    return core.lane.call(() -> core.optional().find(path));
  }

  /**
   * Lists optional files.
   *
   * @param like an SQL pattern for the path
   * @param orderBy columns of {@code file_optional}, separated by commas
   * @return fails with an {@code IllegalArgumentException} if they can't be ordered like that
   */
  public CompletableFuture<List<OptionalFile>> optionalFiles(
      OptionalFileTable.Which which, String like, String orderBy, int limit) {
    return core.lane.call(() -> core.optional().list(which, like, orderBy, limit));
  }

  /**
   * Fetches every optional file that a stored manifest lists.
   *
   * @return completes with the number of files that came; what could not be had is among {@link
   *     #badFiles}
   */
  public CompletableFuture<Integer> needOptionalFiles() {
    return core.optional().fetchAll();
  }

  /** The exact reason why the file could not be had the last time, if that is so. */
  public Optional<String> problem(InnerPath path) {
    return core.bad.reason(path);
  }

  /** The files wanted and not here, with the number of failed tries. */
  public Map<InnerPath, Integer> badFiles() {
    return core.bad.snapshot();
  }

  /**
   * Asks peers for newer versions and fetches what is missing.
   *
   * @return completes with false when no peer answered
   */
  public CompletableFuture<Boolean> update() {
    return core.updates().update(false);
  }

  /** As {@link #update}, but compares all manifests, not only recent ones. */
  public CompletableFuture<Boolean> updateFully() {
    return core.updates().update(true);
  }

  /**
   * Waits for the downloads.
   *
   * @return completes with the site's state as soon as nothing is queued and nobody looks for more
   */
  public CompletableFuture<SiteState> settled() {
    return core.whenSettled().thenApply(done -> core.state());
  }

  /** When peers were last asked with success, Unix seconds; empty before the first time. */
  public OptionalLong lastUpdate() {
    return core.updates().lastUpdate();
  }

  /** Whether the latest {@link #update} found no peer that answered. */
  public boolean lastUpdateFailed() {
    return core.updates().lastUpdateFailed();
  }

  /** Stops downloads and serving. */
  public void pause() {
    core.pause();
  }

  /** Starts serving again and looks for newer versions. */
  public void resume() {
    core.resume();
  }

  /**
   * Sets the site's own size limit and goes on with what the old one stopped.
   *
   * @param megabytes at least 1
   */
  public void setSizeLimit(int megabytes) {
    core.setSizeLimit(megabytes);
  }

  /** The open connections to peers of this site, best reputation first. */
  public List<PeerConnection> connections() {
    return core.peers.connected().stream().map(Peer::connection).filter(Objects::nonNull).toList();
  }

  /** The limit that holds now, in MB. */
  public int sizeLimit() {
    return core.sizeLimit();
  }

  /** The limit to offer to the person next, in MB. */
  public int nextSizeLimit() {
    return SiteSizeLimit.next(core.neededSize());
  }

  /**
   * Writes a file of the owner or user. The old version of a JSON file is kept beside as {@code
   * -old} until the next publication, so that peers get a difference. Permissions are the caller's
   * duty.
   */
  public CompletableFuture<Void> write(InnerPath path, byte[] content) {
    return core.owner().write(path, content);
  }

  /** Deletes a file; an optional one is also taken out of its manifest. */
  public CompletableFuture<Void> deleteFile(InnerPath path) {
    return core.owner().delete(path);
  }

  /**
   * Signs a manifest again after its files changed.
   *
   * @param manifest the manifest, existing or new
   * @param key a key of a valid signer
   * @param extend keys to set where the manifest has none or an empty value, for example the
   *     certificate of a user
   * @return the new manifest; fails with an {@code IOException} whose message is for the person
   */
  public CompletableFuture<Manifest> sign(InnerPath manifest, BitcoinKey key, JsonObject extend) {
    return core.owner().sign(manifest, key, extend);
  }

  /**
   * Gives a signed manifest to others. Until somebody is known to have it, it stays in a queue that
   * survives restarts and goes out when peers appear.
   *
   * @param limit how many peers should have it before the future completes; most of the known ones
   *     get it in the background
   * @param listener hears of every peer, also after that; called on the site's lane, so short
   * @return how far it got when enough peers have it, or everybody who could be reached was tried
   */
  public CompletableFuture<PublishProgress> publish(
      InnerPath manifest, int limit, Consumer<PublishProgress> listener) {
    return core.publisher().publish(manifest, limit, listener::accept);
  }

  /** How far the latest version published by this node got; empty if there was none in this run. */
  public Optional<PublishProgress> publication(InnerPath manifest) {
    return core.publisher().progress(manifest);
  }

  /**
   * Answers a page's query on the site's database, which is built first if it is not there.
   *
   * @param params values for the placeholders, or null
   * @return the rows; fails with {@code db.QueryException} or {@link SiteException} when the site
   *     has no database
   */
  public CompletableFuture<JsonArray> query(String sql, @Nullable JsonElement params) {
    return core.data().query(sql, params);
  }

  /**
   * Builds the database again from the site's files.
   *
   * @param progress hears the number of files imported so far
   */
  public CompletableFuture<Void> rebuildDatabase(IntConsumer progress) {
    return core.data().rebuild(progress);
  }

  /** What is known of the site's peers. */
  public List<PeerStatus> peers() {
    return core.peers.all().stream().map(Peer::status).toList();
  }

  /** Adds a peer that the person named. */
  public void addPeer(PeerAddress address) {
    core.addPeer(address);
  }

  /** Looks for peers now. */
  public void announce() {
    core.updates().findPeers();
  }

  @Override
  public String toString() {
    return core.address.shortened();
  }
}
