package zerobridge.site;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.db.DatabaseException;
import zerobridge.db.OptionalFileTable;
import zerobridge.io.InnerPath;

/**
 * Files that are fetched on demand, of which only some peers have a copy: which are here, which
 * peers have, and how holders are found.
 */
final class OptionalFiles {
  private final SiteCore core;
  private final OwnHashfield own;
  private final HashfieldExchange exchange;
  private final OptionalSearch search;
  private final OptionalRows rows;

  OptionalFiles(SiteCore core, JsonObject settings) {
    this.core = core;
    this.own = new OwnHashfield(core, settings);
    this.exchange = new HashfieldExchange(core, own, this::learned);
    this.search = new OptionalSearch(core, exchange);
    this.rows = new OptionalRows(core, own);
  }

  OwnHashfield own() {
    return own;
  }

  HashfieldExchange exchange() {
    return exchange;
  }

  OptionalSearch search() {
    return search;
  }

  OptionalRows rows() {
    return rows;
  }

  /** Something was fetched and is in place. On the lane. */
  void arrived(Wanted wanted) {
    if (wanted instanceof Wanted.File file && file.entry().optional()) {
      arrived(file.entry());
    } else if (wanted instanceof Wanted.Piece piece) {
      arrived(piece.file().entry);
    }
  }

  /** As the other, when the file was found to be here. */
  void arrived(FileEntry entry) {
    if (entry.optional()) {
      own.arrived(entry);
      search.forget(entry.path());
      rows.changed(entry);
    }
  }

  /** All downloads have ended: peers hear of what is new here. On the lane. */
  void settled() {
    exchange.withConnected();
  }

  /** See {@link Site#optionalFile}. On the lane. */
  Optional<OptionalFile> find(InnerPath path) throws DatabaseException {
    rows.flush();
    return Optional.ofNullable(core.host.index().optionalFiles().find(core.address, path))
        .map(this::described);
  }

  /** See {@link Site#optionalFiles}. On the lane. */
  List<OptionalFile> list(OptionalFileTable.Which which, String like, String orderBy, int limit)
      throws DatabaseException {
    rows.flush();
    return core
        .host
        .index()
        .optionalFiles()
        .list(core.address, which, like, orderBy, limit)
        .stream()
        .map(this::described)
        .toList();
  }

  private OptionalFile described(OptionalFileTable.Row row) {
    return new OptionalFile(row, exchange.holders(row.file().hashId()));
  }

  /** See {@link Site#needOptionalFiles}. Safe for any thread. */
  CompletableFuture<Integer> fetchAll() {
    return core.threads()
        .call("optional-list", this::notHere)
        .thenComposeAsync(this::fetchAll, core.lane);
  }

  private List<FileEntry> notHere() {
    return own.listed().stream().filter(entry -> !core.files.isPresent(entry.path())).toList();
  }

  private CompletableFuture<Integer> fetchAll(List<FileEntry> missing) {
    List<CompletableFuture<Boolean>> all =
        missing.stream()
            .map(entry -> core.needs().fetchEntry(entry, TaskPriority.DOWNLOAD))
            .toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .thenApply(done -> (int) all.stream().filter(each -> each.getNow(false)).count());
  }

  private void learned(Peer peer) {
    core.swarm().peersChanged();
    search.heard(peer);
  }

  /** The manifests are known: looks which of the files they list are here. On the lane. */
  void loaded() {
    if (core.manifests.optionalSize() == 0) {
      own.scan();
    } else {
      core.threads()
          .run(
              "optional-scan",
              () -> {
                List<FileEntry> listed = own.scan();
                core.lane.execute(() -> rows.replaceAll(listed));
              });
    }
  }

  /** A file goes, or is listed no longer. On the lane. */
  void gone(InnerPath path) {
    search.forget(path);
    FileEntry entry = core.files.entry(path);
    own.gone(path);
    if (entry != null && entry.optional()) {
      rows.changed(entry);
    }
  }

  /** A manifest was stored and what follows from it is done, or it was removed. On the lane. */
  void manifestChanged(@Nullable Manifest old, @Nullable Manifest fresh) {
    if (fresh != null) {
      own.manifestChanged(old, fresh);
    }
    rows.manifestChanged(old, fresh);
  }
}
