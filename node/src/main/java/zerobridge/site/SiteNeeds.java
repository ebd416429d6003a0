package zerobridge.site;

import java.util.concurrent.CompletableFuture;
import zerobridge.content.FileEntry;
import zerobridge.content.FileLocation;
import zerobridge.content.SiteSizeLimit;
import zerobridge.io.InnerPath;

/**
 * Gets a file that somebody needs: first the manifests that lead to it, then the file itself. Peer
 * protocol, needFile.
 */
final class SiteNeeds {
  private final SiteCore core;

  SiteNeeds(SiteCore core) {
    this.core = core;
  }

  /** See {@link Site#need}. Safe for any thread. */
  CompletableFuture<Boolean> need(InnerPath path, int priority) {
    if (core.files.isPresent(path)) {
      return CompletableFuture.completedFuture(true);
    }
    if (!core.settings.get().serving()) {
      return CompletableFuture.completedFuture(false);
    }
    return CompletableFuture.completedFuture(path)
        .thenComposeAsync(wanted -> fetch(wanted, priority), core.lane);
  }

  /** As {@link #need}, on the lane; fetches also what is present in an older version. */
  CompletableFuture<Boolean> fetch(InnerPath path, int priority) {
    if (core.files.isPresent(path)) {
      return CompletableFuture.completedFuture(true);
    }
    if (path.equals(InnerPath.ROOT_MANIFEST)) {
      return core.swarm().fetch(path, null, priority);
    }
    if (!core.manifests.has(InnerPath.ROOT_MANIFEST)) {
      return core.swarm()
          .fetch(InnerPath.ROOT_MANIFEST, null, priority)
          .thenComposeAsync(
              found -> found ? fetch(path, priority) : refuse(path, rootProblem()), core.lane);
    }
    if (path.isManifest()) {
      return core.intake().mayExist(path)
          ? core.swarm().fetch(path, null, priority)
          : refuse(path, "No manifest allows a manifest here");
    }
    return fetchListed(path, priority);
  }

  private CompletableFuture<Boolean> fetchListed(InnerPath path, int priority) {
    FileLocation location = core.files.locator().locate(path).orElse(null);
    if (location instanceof FileLocation.Listed listed) {
      return fetchEntry(listed.entry(), priority);
    }
    if (location instanceof FileLocation.InUserArea user && !core.manifests.has(user.manifest())) {
      return core.swarm()
          .fetch(user.manifest(), null, priority)
          .thenComposeAsync(
              found -> found ? fetchAfter(path, priority) : refuse(path, "Its user is not known"),
              core.lane);
    }
    if (core.swarm().isIdle()) {
      return refuse(path, "The site's author has not listed such a file");
    }
    // An include that lists it may still be on its way.
    return core.swarm()
        .whenSettled()
        .thenComposeAsync(done -> fetchAfter(path, priority), core.lane);
  }

  private CompletableFuture<Boolean> fetchAfter(InnerPath path, int priority) {
    FileEntry entry = core.files.entry(path);
    return entry == null
        ? refuse(path, "The site's author has not listed such a file")
        : fetchEntry(entry, priority);
  }

  /** Queues a listed file unless a limit forbids it. On the lane. */
  CompletableFuture<Boolean> fetchEntry(FileEntry entry, int priority) {
    if (core.files.matches(entry)) {
      core.bad.remove(entry.path());
      core.optional().arrived(entry);
      return CompletableFuture.completedFuture(true);
    }
    SiteOptions options = core.host.services().options();
    FileEntry.Pieces pieces = entry.pieces();
    // For the limit of a file a big one counts as what is fetched of it at once.
    long size = pieces == null ? entry.size() : Math.min(pieces.pieceSize(), entry.size());
    if (size > options.fileSizeLimit() * SiteSizeLimit.MB) {
      return refuseSize(entry, options.fileSizeLimit());
    }
    if (pieces != null && entry.size() > options.bigFileSizeLimit() * SiteSizeLimit.MB) {
      return refuseSize(entry, options.bigFileSizeLimit());
    }
    if (core.manifests.size() > core.sizeLimitBytes()) {
      core.blockBySize(
          core.manifests.size(),
          "The site has "
              + core.manifests.size()
              + " bytes, its limit is "
              + core.sizeLimitBytes());
      return refuse(entry.path(), "The site is larger than its size limit");
    }
    return pieces == null
        ? core.swarm().fetch(entry.path(), entry, priority)
        : core.bigDownloads().whole(entry);
  }

  private CompletableFuture<Boolean> refuseSize(FileEntry entry, long limit) {
    return refuse(
        entry.path(),
        "The file has " + entry.size() + " bytes, the limit is " + limit * SiteSizeLimit.MB);
  }

  private String rootProblem() {
    return core.bad.reason(InnerPath.ROOT_MANIFEST).orElse("The site was not found");
  }

  private CompletableFuture<Boolean> refuse(InnerPath path, String reason) {
    core.bad.explain(path, reason);
    return CompletableFuture.completedFuture(false);
  }
}
