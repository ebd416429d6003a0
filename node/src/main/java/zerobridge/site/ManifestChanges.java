package zerobridge.site;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.content.ManifestChange;
import zerobridge.db.ContentIndex;
import zerobridge.io.AtomicFile;
import zerobridge.io.InnerPath;

/**
 * What follows from a new valid manifest: it is stored, files it no longer lists go, renamed ones
 * move, new ones are queued. Confined to the site's lane. Content specification, loading a
 * manifest.
 */
final class ManifestChanges {
  private static final Logger log = LoggerFactory.getLogger(ManifestChanges.class);
  private static final long MAX_AHEAD_SECONDS = 600;

  /** On a first visit the includes are fetched before the files, to know the site's size early. */
  private static final int FIRST_VISIT_INCLUDE = 10_000;

  private final SiteCore core;

  ManifestChanges(SiteCore core) {
    this.core = core;
  }

  /**
   * Stores the manifest and acts on what changed.
   *
   * @param old the stored version, null if new
   */
  void apply(@Nullable Manifest old, Manifest fresh, byte[] body, PushedDiffs diffs)
      throws IOException {
    boolean own = core.settings.get().own();
    ManifestChange change = ManifestChange.between(old, fresh);
    write(fresh.path(), body);
    remember(fresh, body.length);
    core.publisher().overtaken(fresh.path());
    if (!own) {
      change.renamed().forEach(each -> rename(each.from(), each.to()));
      change.deleted().forEach(this::delete);
      removeArchived(fresh.path(), change);
    }
    fresh.includes().keySet().forEach(this::fetchInclude);
    for (FileEntry entry : change.changed()) {
      changed(entry, diffs);
    }
    for (FileEntry entry : change.changedOptional()) {
      forgetOldPieces(old, entry);
      optionalChanged(entry);
    }
    core.optional().manifestChanged(old, fresh);
    if (!fresh.includes().isEmpty() || fresh.userContents().isPresent()) {
      core.updates().newer().rulesChanged();
    }
  }

  /** Stores what the owner signed here: the files are his, nothing is deleted or fetched. */
  void storeOwn(Manifest fresh, byte[] body) throws IOException {
    Manifest old = core.manifests.get(fresh.path());
    AtomicFile.write(fresh.path().in(core.directory), body);
    remember(fresh, body.length);
    core.bad.remove(fresh.path());
    core.optional().manifestChanged(old, fresh);
    core.optional().exchange().withConnected();
  }

  private void write(InnerPath path, byte[] body) throws IOException {
    if (core.manifests.row(path) == null && path.directory().length() > 0) {
      core.files.write(path, body);
    } else {
      // A version that others know to be ours must survive a power failure.
      AtomicFile.write(path.in(core.directory), body);
    }
  }

  /** Enters a manifest whose file is in place into the index. */
  void remember(Manifest manifest, long size) {
    ContentIndex.Entry row =
        new ContentIndex.Entry(
            manifest.path(),
            size,
            ManifestIntake.filesSize(manifest),
            manifest.optionalSize(),
            (long) manifest.modified());
    core.manifests.put(manifest, row);
    core.storage().changed(row);
    long newest = Math.min(core.host.nowSeconds() + MAX_AHEAD_SECONDS, row.modified());
    if (newest > core.settings.get().modified()) {
      core.settings.change(settings -> settings.with("modified", newest));
    }
  }

  private void fetchInclude(InnerPath include) {
    if (!core.manifests.has(include)) {
      int priority = core.isFirstVisit() ? FIRST_VISIT_INCLUDE : TaskPriority.DOWNLOAD;
      Outcomes.finish(core.needs().fetch(include, priority));
    }
  }

  private void changed(FileEntry entry, PushedDiffs diffs) {
    CompletableFuture<Boolean> waiting = core.swarm().withdraw(entry.path());
    core.bad.want(entry.path());
    if (diffs.apply(core, entry)) {
      core.bad.remove(entry.path());
      core.emit(SiteEvent.fileDone(entry.path()));
      core.data().changed(entry.path());
      tell(waiting, CompletableFuture.completedFuture(true));
    } else {
      tell(waiting, core.needs().fetchEntry(entry, TaskPriority.DOWNLOAD));
    }
  }

  /** Whoever waited for the old version gets the new one. */
  private static void tell(
      @Nullable CompletableFuture<Boolean> waiting, CompletableFuture<Boolean> fresh) {
    Outcomes.finish(waiting == null ? fresh : fresh.thenAccept(waiting::complete));
  }

  /** An optional file that changed is fetched again only if the person wants all of its kind. */
  private void optionalChanged(FileEntry entry) {
    CompletableFuture<Boolean> waiting = core.swarm().withdraw(entry.path());
    SiteOptions options = core.host.services().options();
    if (waiting != null || OptionalWish.wants(core.settings.get(), options, entry)) {
      core.bad.want(entry.path());
      tell(waiting, core.needs().fetchEntry(entry, TaskPriority.DOWNLOAD));
    } else if (!core.settings.get().own() && !core.files.matches(entry)) {
      deleteQuietly(entry.path());
    }
  }

  /** The pieces of an older version say nothing of the new one; the same bytes are found again. */
  private void forgetOldPieces(@Nullable Manifest old, FileEntry entry) {
    FileEntry before = old == null ? null : old.entry(entry.path()).orElse(null);
    if (before != null && !before.sha512().equals(entry.sha512())) {
      core.bigDownloads().cancel(before, "A newer version of the file was published");
      core.bigFiles.forget(before);
    }
  }

  private void rename(FileEntry from, FileEntry to) {
    try {
      if (core.files.rename(from.path(), to.path())) {
        core.bad.remove(to.path());
        core.data().changed(from.path());
        core.data().changed(to.path());
      }
    } catch (IOException e) {
      log.warn("{}: {} was not renamed: {}", core.address, from.path(), e.toString());
    }
  }

  private void delete(FileEntry entry) {
    core.swarm().cancel(entry.path(), false);
    core.bad.remove(entry.path());
    core.bigDownloads().cancel(entry, "The file was deleted");
    core.bigFiles.forget(entry);
    deleteQuietly(entry.path());
    core.data().changed(entry.path());
  }

  private void deleteQuietly(InnerPath path) {
    core.optional().gone(path);
    try {
      core.files.delete(path);
    } catch (IOException e) {
      log.warn("{}: {} was not deleted: {}", core.address, path, e.toString());
    }
  }

  /** The owner retired users: what they stored before goes, and their queued manifests too. */
  private void removeArchived(InnerPath users, ManifestChange change) {
    if (change.archived().isEmpty() && change.archivedBefore().isEmpty()) {
      return;
    }
    for (ContentIndex.Entry row : core.manifests.all()) {
      boolean below = row.path().value().startsWith(users.directory()) && !row.path().equals(users);
      if (below && change.archives(row.path(), (double) row.modified())) {
        removeManifest(row.path());
      }
    }
  }

  /** Removes a manifest with every file it lists. */
  void removeManifest(InnerPath path) {
    Manifest manifest = core.manifests.get(path);
    if (manifest != null) {
      for (Map<InnerPath, FileEntry> each : List.of(manifest.files(), manifest.optionalFiles())) {
        each.values().forEach(this::delete);
      }
    }
    core.manifests.remove(path);
    core.storage().removed(path);
    core.optional().manifestChanged(manifest, null);
    core.bad.remove(path);
    deleteQuietly(path);
    core.data().changed(path);
  }
}
