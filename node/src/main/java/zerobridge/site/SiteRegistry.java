package zerobridge.site;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.db.ContentIndex;
import zerobridge.db.DatabaseException;
import zerobridge.io.Lane;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerService;
import zerobridge.tracker.Announcer;
import zerobridge.tracker.Tracker;

/**
 * All sites of this node and their file {@code sites.json}. Safe for any thread.
 *
 * <p>Its life: made, {@link #start} (fast: reads one file; the sites load in the background),
 * {@link #close}.
 */
public final class SiteRegistry implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SiteRegistry.class);
  private static final Duration SAVE_DELAY = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final SiteServices services;
  private final SecureRandom random = new SecureRandom();
  private final SitesFile file;
  private final ContentIndex index;
  private final Lane lane;
  private final SiteHost host;
  private final Map<SiteAddress, SiteCore> sites = new ConcurrentHashMap<>();
  private final List<SiteListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean saveDue = new AtomicBoolean();
  private final BackgroundWork background;
  private final RunningMark mark;
  private volatile boolean closed;

  /**
   * Opens the index of manifests; starts nothing.
   *
   * @param data the folder with {@code sites.json}, {@code content.db} and one folder per site
   * @param services the node's parts
   * @throws IOException when the folder can't be used
   */
  public SiteRegistry(Path data, SiteServices services) throws IOException {
    this.services = services;
    Files.createDirectories(data);
    this.file = new SitesFile(data);
    this.mark = new RunningMark(data);
    this.index = ContentIndex.open(data);
    this.lane = services.threads().lane("sites");
    this.host =
        new SiteHost(
            services,
            new PeerFinders(services.announcer().apply(new Trackers())),
            data,
            index,
            new VerifierPool(services.threads(), Runtime.getRuntime().availableProcessors()),
            new PieceBuffers(),
            random,
            new SignalsToListeners());
    this.background = new BackgroundWork(services, () -> List.copyOf(sites.values()));
  }

  /**
   * Reads {@code sites.json} and lets every site load in the background.
   *
   * @throws IOException when the file is there and is not JSON; it is left as it is
   */
  public void start() throws IOException {
    long now = host.nowSeconds();
    for (Map.Entry<String, JsonObject> each : file.load().entrySet()) {
      if (SiteAddress.isValid(each.getKey())) {
        SiteAddress address = SiteAddress.parse(each.getKey());
        sites.put(address, core(address, SiteSettings.of(each.getValue(), now, random)));
      } else {
        file.keep(each.getKey(), each.getValue());
      }
    }
    log.info("{} sites known", sites.size());
    sites.values().forEach(SiteCore::start);
    if (mark.set()) {
      log.info("The last run did not end in order: looking for missing files");
      Lane checks = services.threads().lane("find-missing");
      sites.values().forEach(core -> checks.execute(core::findMissing));
    }
    background.start();
  }

  private SiteCore core(SiteAddress address, SiteSettings settings) {
    return new SiteCore(address, settings, host);
  }

  /** What the network is started with: answers peers from these sites. */
  public PeerService peerService() {
    return new SitePeerService(this);
  }

  /** A known site. */
  public Optional<Site> find(SiteAddress address) {
    return Optional.ofNullable(sites.get(address)).map(SiteCore::site);
  }

  /** A known site, or a new one whose first visit begins at once. */
  public Site open(SiteAddress address) throws SiteException {
    SiteCore known = sites.get(address);
    if (known != null) {
      return known.site();
    }
    SiteCore added = add(address);
    boolean leftover = Files.exists(host.data().resolve(address.value()));
    added.start();
    if (leftover) {
      services.threads().lane("find-missing").execute(added::findMissing);
    }
    return added.site();
  }

  private SiteCore add(SiteAddress address) throws SiteException {
    if (closed) {
      throw new SiteException("The node is shutting down");
    }
    String folded = address.value().toLowerCase(Locale.ROOT);
    for (SiteAddress known : sites.keySet()) {
      if (known.value().toLowerCase(Locale.ROOT).equals(folded) && !known.equals(address)) {
        throw new SiteException("A site with the same address in other letter case is known");
      }
    }
    SiteCore fresh = core(address, SiteSettings.fresh(host.nowSeconds(), random));
    SiteCore raced = sites.putIfAbsent(address, fresh);
    // At once: after a crash in the middle of a first visit the node must know that it visits.
    lane.execute(this::save);
    return raced == null ? fresh : raced;
  }

  /** All sites of this node, in no order. */
  public Collection<Site> all() {
    return sites.values().stream().map(SiteCore::site).toList();
  }

  /**
   * Makes a new site of the person: a folder and its first signed manifest over the files that are
   * already in it.
   *
   * @param key the site's key; its address is the site's
   * @param extend further keys of the root manifest, for example {@code title} and {@code
   *     address_index}
   * @param files prepares the folder before it is signed
   * @return the site once its first manifest is signed
   */
  public CompletableFuture<Site> create(BitcoinKey key, JsonObject extend, FolderContent files) {
    try {
      SiteCore core = add(key.address());
      return core.create(key, extend, files).thenApply(done -> core.site());
    } catch (SiteException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Fills the folder of a new site. */
  @FunctionalInterface
  public interface FolderContent {
    /** Writes the site's files below {@code directory}, which exists. */
    void writeTo(Path directory) throws IOException;
  }

  /**
   * Forgets a site and deletes its files: everything its manifests list and its database. Files
   * that no manifest lists stay in the folder.
   */
  public CompletableFuture<Void> delete(SiteAddress address) {
    SiteCore core = sites.remove(address);
    if (core == null) {
      return CompletableFuture.failedFuture(new SiteException("Unknown site"));
    }
    host.signals().save();
    host.finders().forget(address);
    return core.deleteAll();
  }

  /** Hears of every change of every site, also of sites added later. */
  public void addListener(SiteListener listener) {
    listeners.add(listener);
  }

  /** Ends what {@link #addListener} began. */
  public void removeListener(SiteListener listener) {
    listeners.remove(listener);
  }

  /** How the trackers answer: for {@code announcerInfo}. */
  public Announcer announcer() {
    return host.finders().announcer();
  }

  /** Adds a way to find peers beside the trackers; to be called before {@link #start}. */
  public void addFinder(PeerFinder finder) {
    host.finders().add(finder);
  }

  /**
   * Takes what a {@link PeerFinder} has found. Of each source a site keeps only so many.
   *
   * @param source how they were found
   */
  public void found(SiteAddress address, Collection<PeerAddress> peers, PeerSource source) {
    served(address).ifPresent(core -> core.found(peers, source, null));
  }

  /** The sites that this node serves now, for finders that are asked by others. */
  public Collection<SiteAddress> served() {
    return sites.values().stream()
        .filter(core -> core.settings.get().serving())
        .map(core -> core.address)
        .toList();
  }

  Optional<SiteCore> served(SiteAddress address) {
    return Optional.ofNullable(sites.get(address)).filter(core -> core.settings.get().serving());
  }

  void connectionClosed(PeerConnection connection) {
    sites.values().forEach(core -> core.connectionClosed(connection));
  }

  /** What trackers tell goes to the site in question. */
  private final class Trackers implements Announcer.Listener {
    @Override
    public void found(SiteAddress address, Tracker tracker, List<PeerAddress> peers) {
      SiteCore core = sites.get(address);
      if (core != null) {
        core.found(peers, PeerSource.TRACKER, null);
      }
    }

    @Override
    public void changed(SiteAddress address) {
      SiteCore core = sites.get(address);
      if (core != null) {
        listeners.forEach(listener -> listener.announcing(core.site()));
      }
    }

    @Override
    public List<SiteAddress> servedSites() {
      return sites.values().stream()
          .filter(core -> core.settings.get().serving())
          .map(core -> core.address)
          .toList();
    }
  }

  private final class SignalsToListeners implements SiteHost.Signals {
    @Override
    public void changed(Site site, @Nullable SiteEvent event) {
      for (SiteListener listener : listeners) {
        listener.changed(site, event);
      }
    }

    @Override
    public void save() {
      if (!closed && saveDue.compareAndSet(false, true)) {
        ScheduledFuture<?> unused =
            services.threads().after(SAVE_DELAY, "save-sites", () -> lane.execute(this::saveNow));
      }
    }

    private void saveNow() {
      saveDue.set(false);
      SiteRegistry.this.save();
    }
  }

  /** Writes {@code sites.json}. On the registry's lane. */
  private void save() {
    Map<String, JsonObject> entries = new TreeMap<>();
    sites.forEach((address, core) -> entries.put(address.value(), core.toJson()));
    try {
      file.save(entries);
    } catch (IOException e) {
      log.warn("sites.json could not be written: {}", e.toString());
    }
  }

  /** Ends downloads, finishes what runs on the sites' lanes and saves. Waits up to 10 seconds. */
  @Override
  public void close() {
    closed = true;
    background.close();
    sites.values().forEach(SiteCore::stop);
    for (SiteCore core : sites.values()) {
      if (!core.lane.drain(CLOSE_LIMIT)) {
        log.warn("{} did not finish in time", core.address.shortened());
      }
      core.close();
    }
    lane.execute(this::save);
    lane.drain(CLOSE_LIMIT);
    try {
      index.close();
    } catch (DatabaseException e) {
      log.warn("The index of manifests was not closed: {}", e.getMessage());
    }
    mark.clear();
  }
}
