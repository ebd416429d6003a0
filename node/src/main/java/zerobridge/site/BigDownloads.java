package zerobridge.site;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;
import zerobridge.peer.PackedPiecefields;
import zerobridge.peer.PeerConnection;

/**
 * The big files of a site that somebody reads or fetches whole. Confined to the site's lane but for
 * {@link #open} and {@link #learn}.
 */
final class BigDownloads {
  private final SiteCore core;
  private final Map<BigFile, BigDownload> running = new HashMap<>();

  BigDownloads(SiteCore core) {
    this.core = core;
  }

  /** See {@link Site#openBig}. Safe for any thread. */
  Optional<BigFileReader> open(InnerPath path) {
    FileEntry entry = path.isManifest() ? null : core.files.entry(path);
    BigFile file = entry == null ? null : core.bigFiles.of(entry);
    return file == null ? Optional.empty() : Optional.of(new BigFileReader(core, file));
  }

  /** A peer told which pieces it has. Safe for any thread. */
  void learn(PeerConnection from, PackedPiecefields told) {
    Peer peer = core.peers.attach(from, PeerSource.REQUEST);
    if (peer != null) {
      peer.pieces.learn(told.fields(), core.bigFiles.used());
      core.lane.execute(core.swarm()::peersChanged);
    }
  }

  /** Fetches all of a file; completes on this lane. */
  CompletableFuture<Boolean> whole(FileEntry entry) {
    BigFile file = core.bigFiles.of(entry);
    if (file == null) {
      core.bad.explain(entry.path(), "The file is listed in pieces that nobody could use");
      return CompletableFuture.completedFuture(false);
    }
    core.bad.want(entry.path());
    return of(file).whole();
  }

  /** The download of a file, begun if it isn't running. */
  BigDownload of(BigFile file) {
    return running.computeIfAbsent(file, missing -> new BigDownload(core, missing));
  }

  /** Nobody wants anything of it any more. */
  void ended(BigDownload download) {
    running.remove(download.file, download);
  }

  /** The file was deleted or has a new version. */
  void cancel(FileEntry entry, String reason) {
    for (BigDownload each : running.values().toArray(new BigDownload[0])) {
      if (each.file.entry.equals(entry)) {
        each.fail(reason);
      }
    }
  }
}
