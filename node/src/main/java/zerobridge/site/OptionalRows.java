package zerobridge.site;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.db.DatabaseException;
import zerobridge.db.OptionalFileTable;
import zerobridge.db.OptionalFileTable.Listed;
import zerobridge.io.InnerPath;

/**
 * Keeps the rows of a site's optional files in the shared index in step with its manifests and with
 * what is here; written in batches. Confined to the site's lane.
 */
final class OptionalRows {
  private static final Logger log = LoggerFactory.getLogger(OptionalRows.class);
  private static final Duration FLUSH_AFTER = Duration.ofSeconds(1);

  private final SiteCore core;
  private final OwnHashfield own;
  private final Map<InnerPath, Listed> changed = new HashMap<>();
  private final Set<InnerPath> removed = new HashSet<>();
  private boolean flushDue;

  OptionalRows(SiteCore core, OwnHashfield own) {
    this.core = core;
    this.own = own;
  }

  private OptionalFileTable table() {
    return core.host.index().optionalFiles();
  }

  private Listed row(FileEntry entry) {
    return new Listed(entry.path(), entry.hashId(), entry.size(), own.has(entry.path()));
  }

  /** A manifest lists these optional files now; or none any more when it is null. */
  void manifestChanged(@Nullable Manifest old, @Nullable Manifest fresh) {
    if (old != null) {
      old.optionalFiles().keySet().forEach(this::removed);
    }
    if (fresh != null) {
      fresh.optionalFiles().values().forEach(this::changed);
    }
  }

  /** A listed file came or went. */
  void changed(FileEntry entry) {
    removed.remove(entry.path());
    changed.put(entry.path(), row(entry));
    due();
  }

  private void removed(InnerPath path) {
    changed.remove(path);
    removed.add(path);
    due();
  }

  private void due() {
    if (!flushDue) {
      flushDue = true;
      ScheduledFuture<?> unused =
          core.threads().after(FLUSH_AFTER, "flush-optional", () -> core.lane.execute(this::flush));
    }
  }

  /** Writes what changed. */
  void flush() {
    flushDue = false;
    try {
      if (!changed.isEmpty()) {
        table().put(core.address, List.copyOf(changed.values()), core.host.nowSeconds());
        changed.clear();
      }
      if (!removed.isEmpty()) {
        table().remove(core.address, List.copyOf(removed));
        removed.clear();
      }
    } catch (DatabaseException e) {
      log.warn("{}: optional files are not noted: {}", core.address, e.getMessage());
    }
  }

  /** The disk was looked through: these are all that are listed. */
  void replaceAll(List<FileEntry> listed) {
    Map<InnerPath, Listed> rows = new HashMap<>();
    listed.forEach(entry -> rows.put(entry.path(), row(entry)));
    try {
      table().replaceAll(core.address, rows, core.host.nowSeconds());
    } catch (DatabaseException e) {
      log.warn("{}: optional files are not noted: {}", core.address, e.getMessage());
    }
  }
}
