package zerobridge.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.db.ContentIndex;
import zerobridge.db.ContentIndex.Entry;
import zerobridge.db.DatabaseException;
import zerobridge.io.AtomicFile;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;

/**
 * What a site keeps in the shared index on disk: its manifests, written in batches, and its peers.
 * Confined to the site's lane.
 */
final class SiteStorage {
  private static final Logger log = LoggerFactory.getLogger(SiteStorage.class);
  private static final int BATCH = 1000;
  private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);
  private static final Duration LOAD_LIMIT = Duration.ofMinutes(1);
  private static final int MAX_SAVED_PEERS = 500;

  private final SiteCore core;
  private final Map<InnerPath, Entry> changed = new HashMap<>();
  private final Set<InnerPath> removed = new HashSet<>();
  private boolean flushDue;

  SiteStorage(SiteCore core) {
    this.core = core;
  }

  private ContentIndex index() {
    return core.host.index();
  }

  /** Reads the manifests' rows and the peers; a site without rows is read from its files. */
  void load() {
    try {
      Collection<Entry> rows = index().manifests(core.address).values();
      if (rows.isEmpty()) {
        scan();
      } else {
        rows.forEach(core.manifests::restore);
      }
      for (ContentIndex.StoredPeer peer : index().peers(core.address)) {
        restore(peer);
      }
    } catch (DatabaseException e) {
      log.warn("{}: the index can't be read, reading the files: {}", core.address, e.getMessage());
      scan();
    }
    core.manifests.restored();
    core.optional().loaded();
  }

  private void restore(ContentIndex.StoredPeer peer) {
    try {
      Peer restored =
          core.peers.restore(
              PeerAddress.of(peer.host(), peer.port()),
              peer.added(),
              peer.found(),
              (int) Math.max(-10, Math.min(10, peer.reputation())));
      if (restored != null) {
        restored.hashfield.restore(peer.hashIds());
      }
    } catch (IllegalArgumentException e) {
      log.debug("{}: saved peer left out: {}", core.address, e.getMessage());
    }
  }

  /** Finds the manifests that are on disk, from the root on. They were verified when they came. */
  private void scan() {
    scan(InnerPath.ROOT_MANIFEST);
  }

  private void scan(InnerPath path) {
    Manifest manifest = core.manifests.get(path);
    if (manifest == null || core.manifests.row(path) != null) {
      return;
    }
    try {
      core.intake().changes().remember(manifest, Files.size(path.in(core.directory)));
    } catch (IOException e) {
      log.warn("{}: {} can't be read: {}", core.address, path, e.toString());
      return;
    }
    manifest.includes().keySet().forEach(this::scan);
    if (manifest.userContents().isPresent()) {
      scanUsers(path);
    }
  }

  private void scanUsers(InnerPath users) {
    Path folder = core.directory.resolve(users.directory());
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path each : (Iterable<Path>) entries::iterator) {
        if (Files.isRegularFile(each.resolve("content.json"))) {
          scan(users.sibling(each.getFileName() + "/content.json"));
        }
      }
    } catch (IOException e) {
      log.warn("{}: {} can't be listed: {}", core.address, folder, e.toString());
    }
  }

  /** A manifest's row changed; written soon. */
  void changed(Entry row) {
    removed.remove(row.path());
    changed.put(row.path(), row);
    due();
  }

  void removed(InnerPath path) {
    changed.remove(path);
    removed.add(path);
    due();
  }

  private void due() {
    if (changed.size() + removed.size() >= BATCH) {
      flush();
    } else if (!flushDue) {
      flushDue = true;
      ScheduledFuture<?> unused =
          core.threads().after(FLUSH_AFTER, "flush-index", () -> core.lane.execute(this::flush));
    }
  }

  /** Writes what changed. A row is only ever written after its manifest's file is in place. */
  void flush() {
    flushDue = false;
    core.optional().rows().flush();
    try {
      if (!changed.isEmpty()) {
        index().put(core.address, List.copyOf(changed.values()));
        changed.clear();
      }
      if (!removed.isEmpty()) {
        index().remove(core.address, List.copyOf(removed));
        removed.clear();
      }
    } catch (DatabaseException e) {
      log.warn("{}: the index could not be written: {}", core.address, e.getMessage());
    }
  }

  void savePeers() {
    List<ContentIndex.StoredPeer> kept =
        core.peers.all().stream()
            // An address that only its owner claims would count as proven after the next start.
            .filter(Peer::isShareable)
            .sorted(Comparator.comparingInt(Peer::reputation).reversed())
            .limit(MAX_SAVED_PEERS)
            .map(
                peer ->
                    new ContentIndex.StoredPeer(
                        peer.address.host(),
                        peer.address.port(),
                        peer.hashfield.ids(),
                        peer.reputation(),
                        peer.added,
                        peer.found()))
            .toList();
    try {
      index().savePeers(core.address, kept);
    } catch (DatabaseException e) {
      log.warn("{}: peers could not be saved: {}", core.address, e.getMessage());
    }
  }

  /**
   * Adds files to the wanted ones that should be here and are not, judged by their size. Not on the
   * lane, which goes on meanwhile.
   */
  int findMissing() {
    // The rows are loaded on the lane, which was given that task before.
    core.lane.drain(LOAD_LIMIT);
    int missing = 0;
    for (InnerPath path : new ArrayList<>(core.manifests.paths())) {
      Manifest manifest = core.manifests.get(path);
      if (manifest == null) {
        core.bad.want(path);
        missing++;
        continue;
      }
      for (FileEntry entry : manifest.files().values()) {
        if (!core.bad.contains(entry.path()) && !core.files.hasSize(entry.path(), entry.size())) {
          core.bad.want(entry.path());
          missing++;
        }
      }
    }
    if (missing > 0) {
      log.info("{}: {} files are missing on disk", core.address.shortened(), missing);
    }
    return missing;
  }

  /** The site's entry for {@code sites.json}. Safe for any thread. */
  JsonObject toJson(long sent, long received) {
    JsonObject live = core.liveSettings().json();
    JsonObject cache = live.get("cache") instanceof JsonObject known ? known : new JsonObject();
    cache.add("bad_files", core.bad.toJson());
    core.bigFiles.save(cache);
    core.optional().own().save(cache);
    live.add("cache", cache);
    add(live, "bytes_sent", sent);
    add(live, "bytes_recv", received);
    return live;
  }

  private static void add(JsonObject json, String key, long count) {
    if (count > 0) {
      long before = json.has(key) ? json.get(key).getAsLong() : 0;
      json.addProperty(key, before + count);
    }
  }

  /** Deletes every listed file, the folders this leaves empty, and the rows. */
  JsonArray deleteFiles() throws IOException {
    for (InnerPath path : new ArrayList<>(core.manifests.paths())) {
      if (!path.equals(InnerPath.ROOT_MANIFEST)) {
        core.intake().changes().removeManifest(path);
      }
    }
    core.intake().changes().removeManifest(InnerPath.ROOT_MANIFEST);
    changed.clear();
    removed.clear();
    index().removeSite(core.address);
    return removeTemporaryAndEmpty();
  }

  /** What is left in the folder: files that no manifest listed. */
  private JsonArray removeTemporaryAndEmpty() throws IOException {
    JsonArray left = new JsonArray();
    if (!Files.isDirectory(core.directory)) {
      return left;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(core.directory)) {
      all = new ArrayList<>(walk.toList());
    }
    all.sort(Comparator.reverseOrder());
    for (Path each : all) {
      if (Files.isDirectory(each) || AtomicFile.isTemporary(each)) {
        try {
          Files.delete(each);
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
          log.debug("{} stays: {}", each, e.toString());
        }
      } else {
        left.add(core.directory.relativize(each).toString());
      }
    }
    return left;
  }
}
