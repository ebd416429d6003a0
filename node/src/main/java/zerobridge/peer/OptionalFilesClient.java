package zerobridge.peer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import zerobridge.codec.Hashfield;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.SiteAddress;

/**
 * The commands about optional and big files as typed calls over one connection: who has which. The
 * rules of {@link PeerClient} for futures hold here too.
 */
public final class OptionalFilesClient {
  private final PeerConnection connection;

  public OptionalFilesClient(PeerConnection connection) {
    this.connection = connection;
  }

  public PeerConnection connection() {
    return connection;
  }

  /** Asks which optional files of a site the peer has. */
  public CompletableFuture<Hashfield> hashfield(SiteAddress site) {
    return connection
        .request("getHashfield", Map.of("site", site.value()))
        .thenCompose(
            answer -> {
              byte[] packed = answer.bytes("hashfield_raw");
              if (packed == null) {
                return PeerClient.nonsense("The answer to getHashfield has no hashfield.");
              }
              try {
                return CompletableFuture.completedFuture(Hashfield.unpack(packed));
              } catch (ProtocolException e) {
                return CompletableFuture.failedFuture(e);
              }
            });
  }

  /** Tells which optional files of a site this node has; for peers of rev 510 and later. */
  public CompletableFuture<Void> sendHashfield(SiteAddress site, Hashfield hashfield) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("site", site.value());
    params.put("hashfield_raw", hashfield.pack());
    return done("setHashfield", params);
  }

  /**
   * Asks who has some optional files.
   *
   * @param hashIds more than {@link HashIdHolders#MAX_IDS} are better asked for in several calls,
   *     since only so many of an answer are read
   */
  public CompletableFuture<HashIdHolders> findHashIds(SiteAddress site, List<Integer> hashIds) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("site", site.value());
    params.put("hash_ids", hashIds);
    return connection
        .request("findHashIds", params)
        .thenApply(answer -> HashIdHolders.read(answer, connection));
  }

  /** Asks which pieces of the site's big files the peer has; for peers of rev 2190 and later. */
  public CompletableFuture<PackedPiecefields> piecefields(SiteAddress site) {
    return connection
        .request("getPiecefields", Map.of("site", site.value()))
        .thenCompose(
            answer -> {
              PackedPiecefields fields = PackedPiecefields.read(answer);
              return fields == null
                  ? PeerClient.nonsense("The answer to getPiecefields names no files.")
                  : CompletableFuture.completedFuture(fields);
            });
  }

  /** Tells which pieces of the site's big files this node has. */
  public CompletableFuture<Void> sendPiecefields(SiteAddress site, PackedPiecefields fields) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("site", site.value());
    params.putAll(fields.message());
    return done("setPiecefields", params);
  }

  private CompletableFuture<Void> done(String command, Map<String, Object> params) {
    CompletableFuture<Message> answer = connection.request(command, params);
    return answer.thenApply(
        ignored -> {
          return null;
        });
  }
}
