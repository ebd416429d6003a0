package zerobridge.site;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.peer.OptionalFilesClient;
import zerobridge.peer.PackedPiecefields;

/**
 * Asks the connected peers which pieces of big files they have, as long as pieces wait in the
 * queue. Confined to the site's lane. Peer protocol, getPiecefields.
 */
final class PieceSearch {
  private static final Logger log = LoggerFactory.getLogger(PieceSearch.class);

  private final SiteCore core;
  private final SwarmLinks links;
  private final Runnable learned;

  /**
   * @param learned told when a peer has answered
   */
  PieceSearch(SiteCore core, SwarmLinks links, Runnable learned) {
    this.core = core;
    this.links = links;
    this.learned = learned;
  }

  /** Asks whom it is time to ask. */
  void ask(TaskQueue queue) {
    DownloadTask first = queue.firstWaitingPiece();
    if (first == null || !(first.wanted instanceof Wanted.Piece piece)) {
      return;
    }
    boolean nobody = links.open().stream().noneMatch(link -> first.mayAsk(link.peer));
    long now = System.nanoTime();
    for (SwarmLink link : links.open()) {
      if (link.peer.pieces.isDue(piece.file(), nobody, now)) {
        Outcomes.deliver(
            new OptionalFilesClient(link.connection).piecefields(core.address),
            core.lane,
            (fields, error) -> answered(link, fields, error));
      }
    }
  }

  private void answered(
      SwarmLink link, @Nullable PackedPiecefields fields, @Nullable Throwable error) {
    if (fields == null) {
      log.debug(
          "{}: {} doesn't say which pieces it has: {}",
          core.address,
          link.peer,
          FileFetch.reasonOf(error).getMessage());
    } else {
      link.peer.pieces.learn(fields.fields(), core.bigFiles.used());
      learned.run();
    }
  }
}
