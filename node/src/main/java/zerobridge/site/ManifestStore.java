package zerobridge.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.Manifest;
import zerobridge.content.StoredManifests;
import zerobridge.db.ContentIndex.Entry;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * The manifests of one site: a compact row of each in memory, the trees of the few that govern
 * others always, of users' manifests only the last used ones, the rest on disk. Changed on the
 * site's lane, read from any thread.
 */
final class ManifestStore implements StoredManifests {
  private static final Logger log = LoggerFactory.getLogger(ManifestStore.class);

  /** Paths up to this length are roots, includes and users manifests: kept. As in the reference. */
  private static final int ALWAYS_KEPT_LENGTH = 40;

  private static final int RECENT = 200;

  /** Other nodes close connections over messages above 5 MiB; a row takes about 80 bytes. */
  private static final int MAX_LISTED = 40_000;

  private final Path directory;
  private final Map<InnerPath, Entry> rows = new ConcurrentHashMap<>();
  private final Map<InnerPath, Manifest> kept = new ConcurrentHashMap<>();
  private final Map<InnerPath, Manifest> recent =
      new LinkedHashMap<>(RECENT * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InnerPath, Manifest> eldest) {
          return size() > RECENT;
        }
      };
  private final AtomicLong size = new AtomicLong();
  private final AtomicLong optionalSize = new AtomicLong();
  private volatile boolean complete;

  ManifestStore(Path directory) {
    this.directory = directory;
  }

  /**
   * The stored manifest, or null. Before the index is loaded the disk decides what exists, so that
   * pages can be shown at once.
   */
  @Override
  public @Nullable Manifest get(InnerPath path) {
    Manifest known = cached(path);
    if (known != null) {
      return known;
    }
    Entry row = rows.get(path);
    if (row == null && complete) {
      return null;
    }
    Manifest read = read(path);
    if (read != null) {
      remember(path, read, row);
    }
    return read;
  }

  private @Nullable Manifest cached(InnerPath path) {
    Manifest known = kept.get(path);
    if (known != null) {
      return known;
    }
    synchronized (recent) {
      return recent.get(path);
    }
  }

  /** A reader that was overtaken by a newer version must not put the old one back. */
  private void remember(InnerPath path, Manifest read, @Nullable Entry seen) {
    if (isKept(path)) {
      kept.putIfAbsent(path, read);
    } else {
      synchronized (recent) {
        if (Objects.equals(rows.get(path), seen)) {
          recent.putIfAbsent(path, read);
        }
      }
    }
  }

  private @Nullable Manifest read(InnerPath path) {
    try {
      return Manifest.parse(path, Files.readAllBytes(path.in(directory)));
    } catch (NoSuchFileException | IllegalInnerPathException e) {
      return null;
    } catch (IOException e) {
      log.warn("Stored manifest {} of {} can't be read: {}", path, directory, e.toString());
      return null;
    }
  }

  private static boolean isKept(InnerPath path) {
    return path.value().length() <= ALWAYS_KEPT_LENGTH;
  }

  /** Stores a verified manifest whose file is in place. */
  void put(Manifest manifest, Entry row) {
    InnerPath path = manifest.path();
    synchronized (recent) {
      Entry old = rows.put(path, row);
      if (isKept(path)) {
        kept.put(path, manifest);
      } else {
        recent.put(path, manifest);
      }
      count(old, -1);
      count(row, 1);
    }
  }

  /** Puts a row of the index on disk back, at the start. */
  void restore(Entry row) {
    if (rows.putIfAbsent(row.path(), row) == null) {
      count(row, 1);
    }
  }

  /** All rows are here: what has none does not exist. */
  void restored() {
    complete = true;
  }

  boolean isComplete() {
    return complete;
  }

  void remove(InnerPath path) {
    synchronized (recent) {
      count(rows.remove(path), -1);
      kept.remove(path);
      recent.remove(path);
    }
  }

  private void count(@Nullable Entry row, int sign) {
    if (row != null) {
      size.addAndGet(sign * (row.size() + row.sizeFiles()));
      optionalSize.addAndGet(sign * row.sizeFilesOptional());
    }
  }

  /** Whether a verified manifest is stored at the path. */
  boolean has(InnerPath path) {
    return rows.containsKey(path) || (!complete && get(path) != null);
  }

  /** Paths and versions of the manifests that are newer than a time, newest first. */
  Map<InnerPath, Long> modifiedAfter(long since) {
    Map<InnerPath, Long> newer = new LinkedHashMap<>();
    rows.entrySet().stream()
        .filter(each -> each.getValue().modified() > since)
        .sorted(Comparator.comparingLong(each -> -each.getValue().modified()))
        .limit(MAX_LISTED)
        .forEach(each -> newer.put(each.getKey(), each.getValue().modified()));
    return newer;
  }

  /** The newest version of any manifest, 0 without one. */
  long newest() {
    return rows.values().stream().mapToLong(Entry::modified).max().orElse(0);
  }

  @Nullable Entry row(InnerPath path) {
    return rows.get(path);
  }

  /** The rows of all manifests at this instant. */
  List<Entry> all() {
    return List.copyOf(rows.values());
  }

  /** The paths of all manifests; a live view. */
  Set<InnerPath> paths() {
    return rows.keySet();
  }

  /** Bytes of all manifests and their normal files. */
  long size() {
    return size.get();
  }

  /** Bytes of all optional files listed. */
  long optionalSize() {
    return optionalSize.get();
  }
}
