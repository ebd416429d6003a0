package zerobridge.site;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.SiteSizeLimit;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Lane;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerConnection;

/**
 * The parts of one site and what they share. Behind {@link Site}, which is its public face.
 *
 * <ol>
 *   <li>{@link #start}: reads the index of manifests, then visits the site for the first time or
 *       looks for newer versions.
 *   <li>{@link #pause} and {@link #resume} as often as the person likes.
 *   <li>{@link #stop} and {@link #close} with the node, or {@link #deleteAll}.
 * </ol>
 */
final class SiteCore {
  private static final Logger log = LoggerFactory.getLogger(SiteCore.class);

  final SiteAddress address;
  final Path directory;
  final SiteHost host;
  final Lane lane;
  final SettingsCell settings;
  final BadFiles bad = new BadFiles();
  final ManifestStore manifests;
  final BigFiles bigFiles;
  final SiteFiles files;
  final PeerBook peers;

  private final Site site;
  private final Swarm swarm;
  private final ManifestIntake intake;
  private final SiteNeeds needs;
  private final BigDownloads bigDownloads;
  private final OptionalFiles optional;
  private final SiteUpdates updates;
  private final SitePushes pushes;
  private final Publisher publisher;
  private final SiteOwner owner;
  private final SiteData data;
  private final SiteStorage storage;
  private final AtomicLong bytesSent = new AtomicLong();
  private final AtomicLong bytesReceived = new AtomicLong();
  private volatile boolean sizeBlocked;
  private volatile long neededSize;

  SiteCore(SiteAddress address, SiteSettings initial, SiteHost host) {
    this.address = address;
    this.host = host;
    this.directory = host.data().resolve(address.value());
    this.lane = host.services().threads().lane("site-" + address.shortened());
    this.settings = new SettingsCell(initial, host.signals()::save);
    this.bad.load(initial.json());
    this.manifests = new ManifestStore(directory);
    this.bigFiles =
        new BigFiles(
            directory,
            initial.json(),
            host.signals()::save,
            threads().lane("big-files-" + address.shortened()));
    this.files = new SiteFiles(directory, manifests, bad, bigFiles);
    this.peers =
        new PeerBook(host.services().network()::isOurs, host.services().clock(), host.random());
    this.site = new Site(this);
    this.swarm = new Swarm(this);
    this.intake = new ManifestIntake(this);
    this.needs = new SiteNeeds(this);
    this.bigDownloads = new BigDownloads(this);
    this.optional = new OptionalFiles(this, initial.json());
    this.updates = new SiteUpdates(this);
    this.pushes = new SitePushes(this);
    this.publisher = new Publisher(this);
    this.owner = new SiteOwner(this);
    this.data = new SiteData(this);
    this.storage = new SiteStorage(this);
  }

  Site site() {
    return site;
  }

  Swarm swarm() {
    return swarm;
  }

  ManifestIntake intake() {
    return intake;
  }

  SiteNeeds needs() {
    return needs;
  }

  BigDownloads bigDownloads() {
    return bigDownloads;
  }

  OptionalFiles optional() {
    return optional;
  }

  SiteUpdates updates() {
    return updates;
  }

  SitePushes pushes() {
    return pushes;
  }

  Publisher publisher() {
    return publisher;
  }

  SiteOwner owner() {
    return owner;
  }

  SiteData data() {
    return data;
  }

  SiteStorage storage() {
    return storage;
  }

  Threads threads() {
    return host.services().threads();
  }

  void emit(@Nullable SiteEvent event) {
    host.signals().changed(site, event);
  }

  /** Reads what is on disk and begins to live. */
  void start() {
    lane.execute(
        () -> {
          storage.load();
          if (!settings.get().serving()) {
            swarm.stop("The site is paused");
          } else if (!manifests.has(InnerPath.ROOT_MANIFEST)) {
            updates.visit();
          } else {
            updates.startUp();
          }
        });
  }

  /** After a crash: what was written last may be missing or short, and is fetched again. */
  void findMissing() {
    if (storage.findMissing() > 0) {
      lane.execute(updates::retryAll);
    }
  }

  SiteState state() {
    if (!settings.get().serving()) {
      return SiteState.PAUSED;
    }
    if (sizeBlocked) {
      return SiteState.SIZE_LIMIT_REACHED;
    }
    boolean hasRoot = manifests.has(InnerPath.ROOT_MANIFEST);
    if (!swarm.isIdle()) {
      if (!hasRoot) {
        return SiteState.SEARCHING;
      }
      return swarm.state().tasks() > 0 ? SiteState.DOWNLOADING : SiteState.UPDATING;
    }
    if (!hasRoot) {
      return updates.hasVisited() ? SiteState.NOT_FOUND : SiteState.SEARCHING;
    }
    return bad.isEmpty() ? SiteState.READY : SiteState.INCOMPLETE;
  }

  /** Whether the site has never been complete on this node. */
  boolean isFirstVisit() {
    return settings.get().downloaded().isEmpty();
  }

  boolean isFindingPeers() {
    return updates.isFindingPeers();
  }

  void pause() {
    settings.change(old -> old.with("serving", false));
    lane.execute(() -> swarm.stop("The site is paused"));
    emit(null);
  }

  void resume() {
    settings.change(old -> old.with("serving", true));
    lane.execute(
        () -> {
          swarm.start();
          updates.goOn();
        });
    emit(null);
  }

  int sizeLimit() {
    return settings.get().sizeLimit().orElse(host.services().options().sizeLimit());
  }

  long sizeLimitBytes() {
    return sizeLimit() * SiteSizeLimit.MB;
  }

  /** The size that the limit would have to allow: declared so far, or what was refused. */
  long neededSize() {
    return Math.max(manifests.size(), neededSize);
  }

  void setSizeLimit(int megabytes) {
    if (megabytes < 1) {
      throw new IllegalArgumentException("A size limit is at least 1 MB");
    }
    settings.change(old -> old.with("size_limit", megabytes));
    sizeBlocked = false;
    lane.execute(updates::goOn);
    emit(null);
  }

  /** The site declares more than its limit: waits for the person. On the lane. */
  void blockBySize(long needed, String reason) {
    neededSize = Math.max(neededSize, needed);
    if (!sizeBlocked) {
      log.info("{}: {}", address.shortened(), reason);
      sizeBlocked = true;
      swarm.drop(reason);
      emit(null);
    }
  }

  boolean isBlockedBySize() {
    return sizeBlocked;
  }

  /** Connects to a peer for this site, or uses the open connection. */
  CompletableFuture<PeerConnection> connect(Peer peer) {
    PeerConnection open = peer.connection();
    if (open != null) {
      return CompletableFuture.completedFuture(open);
    }
    peer.clampReputation();
    return threads()
        .call("dial", () -> host.services().network().connect(peer.address))
        .thenApply(
            connection -> {
              peer.connected(connection);
              peers.reached(peer);
              return connection;
            });
  }

  /** A peer asked us for something of this site. */
  void met(PeerConnection connection, PeerSource source) {
    int before = peers.size();
    if (peers.attach(connection, source) != null && peers.size() > before) {
      emit(SiteEvent.peersAdded(1));
      lane.execute(updates::peersFound);
    }
    publisher.peersFound();
  }

  /** Somebody named peers. */
  void found(Collection<PeerAddress> addresses, PeerSource source, @Nullable PeerAddress teller) {
    int added = peers.addAll(addresses, source, teller);
    if (added > 0) {
      emit(SiteEvent.peersAdded(added));
      lane.execute(updates::peersFound);
      publisher.peersFound();
    }
  }

  void addPeer(PeerAddress peer) {
    found(List.of(peer), PeerSource.USER, null);
  }

  void connectionClosed(PeerConnection connection) {
    for (Peer peer : peers.all()) {
      peer.releaseIf(connection);
    }
  }

  void sent(long bytes) {
    bytesSent.addAndGet(bytes);
  }

  void received(long bytes) {
    bytesReceived.addAndGet(bytes);
  }

  /** Completes when nothing is queued. Safe for any thread. */
  CompletableFuture<Void> whenSettled() {
    return CompletableFuture.completedFuture(null)
        .thenComposeAsync(nothing -> swarm.whenSettled(), lane);
  }

  /** The queue is empty and nobody looks for more. On the lane. */
  void settled() {
    storage.flush();
    updates.newer().settled();
    boolean visited = manifests.has(InnerPath.ROOT_MANIFEST) && updates.isListed();
    if (isFirstVisit() && visited && !sizeBlocked) {
      long now = host.nowSeconds();
      settings.change(old -> old.with("downloaded", now));
    }
    data.settled();
    publisher.settled();
    optional.settled();
    emit(null);
  }

  /** The settings with the figures of this instant. */
  SiteSettings liveSettings() {
    SiteSettings stored = settings.get();
    if (!manifests.isComplete()) {
      return stored;
    }
    return stored
        .with("size", manifests.size())
        .with("size_optional", manifests.optionalSize())
        .with("optional_downloaded", optional.own().bytes(stored.optionalDownloaded()))
        .with("peers", peers.size());
  }

  /** The entry for {@code sites.json} with the figures of this instant. */
  JsonObject toJson() {
    return storage.toJson(bytesSent.getAndSet(0), bytesReceived.getAndSet(0));
  }

  CompletableFuture<Void> create(
      BitcoinKey key, JsonObject extend, SiteRegistry.FolderContent content) {
    return owner.create(key, extend, content);
  }

  /** Ends downloads; the lane may still finish what it has. */
  void stop() {
    lane.execute(
        () -> {
          swarm.stop("The node is shutting down");
          publisher.stop();
          storage.flush();
          storage.savePeers();
        });
  }

  void close() {
    data.close(false).join();
  }

  CompletableFuture<Void> deleteAll() {
    return lane.call(
            () -> {
              swarm.stop("The site was deleted");
              publisher.stop();
              return null;
            })
        .thenCompose(done -> data.close(true))
        .thenCompose(done -> lane.call(() -> storage.deleteFiles()))
        .thenAccept(done -> emit(SiteEvent.deleted()));
  }
}
