package zerobridge.peer;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.net.HostKind;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;

/**
 * The commands about a site's files and peers as typed calls over one connection ({@link
 * OptionalFilesClient} and {@link NodeClient} have the others). Any number of calls may be on their
 * way at once; futures fail with the exceptions of {@link PeerConnection#request} or with {@link
 * ProtocolException} if the answer is nonsense. They complete on the connection's reading thread:
 * what depends on them must not block, or belongs onto another executor.
 */
public final class PeerClient {
  private static final byte[] PONG = "Pong!".getBytes(StandardCharsets.US_ASCII);
  private static final Duration LIST_PATIENCE = Duration.ofSeconds(20);

  /** An answer to a push comes late or never (peer protocol, update). */
  private static final Duration UPDATE_PATIENCE = Duration.ofSeconds(60);

  private final PeerConnection connection;

  public PeerClient(PeerConnection connection) {
    this.connection = connection;
  }

  public PeerConnection connection() {
    return connection;
  }

  /** Measures a round trip. */
  public CompletableFuture<Duration> ping() {
    return connection
        .request("ping", Map.of())
        .thenCompose(
            answer ->
                Arrays.equals(answer.bytes("body"), PONG)
                    ? CompletableFuture.completedFuture(connection.lastDelay())
                    : nonsense("The answer to a ping is not Pong!."));
  }

  /**
   * Fetches a whole file into a sink.
   *
   * @param expectedSize its size in bytes, 0 if unknown
   * @return the number of bytes written; the sink isn't closed
   */
  public CompletableFuture<Long> download(
      SiteAddress site, InnerPath path, long expectedSize, OutputStream sink) {
    return download(site, path, Range.whole(expectedSize), sink);
  }

  /**
   * Fetches a part of a file into a sink, piece by piece.
   *
   * @return the number of bytes written, fewer than asked for if the peer has no more of the file;
   *     the sink isn't closed
   */
  public CompletableFuture<Long> download(
      SiteAddress site, InnerPath path, Range range, OutputStream sink) {
    return new Download(connection, site, path, range, sink).start();
  }

  /**
   * Which bytes to fetch.
   *
   * @param offset of the first byte
   * @param length how many, or {@link #TO_THE_END}
   * @param fileSize the size of the whole file, 0 if unknown
   */
  public record Range(long offset, long length, long fileSize) {
    public static final long TO_THE_END = -1;

    public Range {
      if (offset < 0 || length < TO_THE_END || fileSize < 0) {
        throw new IllegalArgumentException("No range of a file: " + offset + " + " + length);
      }
    }

    static Range whole(long fileSize) {
      return new Range(0, TO_THE_END, fileSize);
    }
  }

  /**
   * Names peers of a site and asks for others.
   *
   * @param known addresses to name; private and passive ones are left out
   * @param need how many are wanted
   * @return what the peer named and may be believed, at most {@link PeerExchange#MAX_PEERS}
   */
  public CompletableFuture<List<PeerAddress>> exchangePeers(
      SiteAddress site, List<PeerAddress> known, int need) {
    List<PeerAddress> named = known.stream().filter(PeerAddress::isPublic).toList();
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("site", site.value());
    params.put("peers", PackedAddress.packAll(named, HostKind.IPV4));
    params.put("need", need);
    putUnlessEmpty(params, "peers_onion", PackedAddress.packAll(named, HostKind.ONION));
    putUnlessEmpty(params, "peers_ipv6", PackedAddress.packAll(named, HostKind.IPV6));
    return connection
        .request("pex", params)
        .thenApply(answer -> PeerExchange.addresses(answer, connection));
  }

  private static void putUnlessEmpty(Map<String, Object> params, String key, List<byte[]> list) {
    if (!list.isEmpty()) {
      params.put(key, list);
    }
  }

  /**
   * Asks which manifests changed.
   *
   * @param since Unix seconds, exclusive; 0 for all
   * @return the manifests with their times; entries that are malformed or no manifests are left out
   */
  public CompletableFuture<Map<InnerPath, Long>> listModified(SiteAddress site, long since) {
    Map<String, Object> params = new LinkedHashMap<>();
    params.put("since", since);
    params.put("site", site.value());
    return connection
        .request("listModified", params, LIST_PATIENCE)
        .thenCompose(
            answer -> {
              Message files = answer.map("modified_files");
              return files == null
                  ? nonsense("The answer to listModified names no files.")
                  : CompletableFuture.completedFuture(manifests(files));
            });
  }

  private static Map<InnerPath, Long> manifests(Message files) {
    Map<InnerPath, Long> manifests = new TreeMap<>();
    files
        .fields()
        .forEach(
            (key, value) -> {
              InnerPath path = Names.innerPath(key instanceof String text ? text : null);
              if (path != null && path.isManifest() && value instanceof Number time) {
                manifests.put(path, time.longValue());
              }
            });
    return manifests;
  }

  /**
   * Pushes a manifest.
   *
   * @param update an empty body makes the peer fetch it; peers before rev 4095 need the body
   * @param modified the manifest's time as it is written there, so that an int stays one
   * @return the text of the peer's success
   */
  public CompletableFuture<String> update(Update update, Number modified) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("site", update.site().value());
    params.put("inner_path", update.path().value());
    params.put("body", update.body().bytes());
    params.put("modified", modified);
    params.put("diffs", update.diffs().fields());
    return connection
        .request("update", params, UPDATE_PATIENCE)
        .thenApply(
            answer -> {
              String text = answer.text("ok");
              return text == null ? "" : text;
            });
  }

  static <T> CompletableFuture<T> nonsense(String sentence) {
    return CompletableFuture.failedFuture(new ProtocolException(sentence));
  }
}
