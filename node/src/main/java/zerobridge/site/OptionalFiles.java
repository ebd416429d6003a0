package zerobridge.site;

import com.google.gson.JsonObject;
import zerobridge.content.FileEntry;
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

  OptionalFiles(SiteCore core, JsonObject settings) {
    this.core = core;
    this.own = new OwnHashfield(core, settings);
    this.exchange = new HashfieldExchange(core, own, this::learned);
    this.search = new OptionalSearch(core, exchange);
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
    }
  }

  /** All downloads have ended: peers hear of what is new here. On the lane. */
  void settled() {
    exchange.withConnected();
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
      core.threads().run("optional-scan", own::scan);
    }
  }

  /** A file goes, or is listed no longer. On the lane. */
  void gone(InnerPath path) {
    own.gone(path);
    search.forget(path);
  }
}
