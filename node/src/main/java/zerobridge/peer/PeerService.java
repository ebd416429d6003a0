package zerobridge.peer;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import zerobridge.codec.Hashfield;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;

/**
 * What this node answers to others. Implemented by the layer that knows the sites; parameters have
 * been read and checked before, and a command with {@code site} only comes through if {@link
 * #serves} said yes.
 *
 * <p>Called on pool threads, up to four at a time for each connection, so methods may block for
 * disk, but not for the network. What a method throws unchecked is logged as our bug and answered
 * with a general error.
 */
public interface PeerService {
  /** True if the site exists here and may be served to this peer. */
  boolean serves(PeerConnection from, SiteAddress site);

  /**
   * Answers {@code getFile} and {@code streamFile}. A file that may be handed out is answered with
   * {@link FileRequest#answerFrom}, any other with {@link FileRequest#NOT_FOUND}.
   */
  Answer file(PeerConnection from, FileRequest request);

  /**
   * Answers a pushed manifest; may fetch the body over {@code from}, hence the future. The weight
   * of a useless push is the implementation's to add ({@link PeerConnection#badAction}).
   */
  CompletableFuture<Answer> update(PeerConnection from, Update update);

  /** Learns the peers the sender knows and names up to {@code need} others that can be dialled. */
  List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange);

  /**
   * The manifests modified after {@code since} (Unix seconds, exclusive) with their own times,
   * those first that matter most: a list that is too long for a message is cut.
   */
  Map<InnerPath, Long> modifiedSince(PeerConnection from, SiteAddress site, long since);

  /** Which optional files of the site are here. */
  default Hashfield hashfield(PeerConnection from, SiteAddress site) {
    return Hashfield.EMPTY;
  }

  /** The sender tells which optional files it has; replaces what was known of it. */
  default void learnHashfield(PeerConnection from, SiteAddress site, Hashfield hashfield) {}

  /**
   * Who has some optional files, as far as known here.
   *
   * @param hashIds each once, at most {@link HashIdHolders#MAX_ASKED}; never changed, so that an
   *     answer leaves none out (W21)
   */
  default HashIdHolders findHashIds(PeerConnection from, SiteAddress site, List<Integer> hashIds) {
    return HashIdHolders.NONE;
  }

  /** Which pieces of the site's big files are here. */
  default PackedPiecefields piecefields(PeerConnection from, SiteAddress site) {
    return PackedPiecefields.NONE;
  }

  /** The sender tells which pieces of big files it has; replaces what was known of it. */
  default void learnPiecefields(PeerConnection from, SiteAddress site, PackedPiecefields fields) {}

  /** Data of a file has been sent, for statistics. */
  default void fileSent(PeerConnection to, SiteAddress site, long bytes) {}

  /** A handshake is done, in either direction. */
  default void opened(PeerConnection connection) {}

  /** A connection that was opened has ended. */
  default void closed(PeerConnection connection) {}
}
