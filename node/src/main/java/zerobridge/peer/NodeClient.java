package zerobridge.peer;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The commands about a node rather than a site as typed calls over one connection: its view of our
 * port, the trackers it knows, and announcing where it is a tracker. The rules of {@link
 * PeerClient} for futures hold here too.
 */
public final class NodeClient {
  /** Trackers taken from one answer; the reference takes only the first that is new. */
  public static final int MAX_TRACKERS = 50;

  private static final int MAX_TRACKER_TEXT = 256;
  private static final int MAX_ADDRESS_TEXT = 64;

  private final PeerConnection connection;

  public NodeClient(PeerConnection connection) {
    this.connection = connection;
  }

  public PeerConnection connection() {
    return connection;
  }

  /**
   * What a peer found when it dialled back.
   *
   * @param open whether our port answered it; {@code false} is only its own view
   * @param externalAddress our address as the peer sees it, unchecked text; may be empty
   */
  public record PortCheck(boolean open, String externalAddress) {}

  /**
   * Asks the peer to dial back to a port of this machine; for peers of rev 2184 and later. The peer
   * takes up to five seconds, and 0.7.2 answers nothing else meanwhile.
   */
  public CompletableFuture<PortCheck> checkPort(int port) {
    return connection
        .request("checkport", Map.of("port", port))
        .thenCompose(
            answer -> {
              String status = answer.text("status");
              String address = answer.text("ip_external");
              if (status == null || (!status.equals("open") && !status.equals("closed"))) {
                return PeerClient.nonsense("The answer to checkport is neither open nor closed.");
              }
              return CompletableFuture.completedFuture(
                  new PortCheck(
                      status.equals("open"),
                      address == null || address.length() > MAX_ADDRESS_TEXT ? "" : address));
            });
  }

  /**
   * Asks for trackers that work; for peers of rev 3560 and later.
   *
   * @return their addresses as text, not checked further, at most {@link #MAX_TRACKERS}
   */
  public CompletableFuture<List<String>> trackers() {
    return connection
        .request("getTrackers", Map.of())
        .thenApply(
            answer ->
                answer.texts("trackers").stream()
                    .filter(text -> text.length() <= MAX_TRACKER_TEXT)
                    .limit(MAX_TRACKERS)
                    .toList());
  }

  /** Announces sites to a node that is a tracker. */
  public CompletableFuture<ZeroAnnounce.Answered> announce(ZeroAnnounce announce) {
    return connection
        .request("announce", new LinkedHashMap<>(announce.params()))
        .thenCompose(
            answer -> {
              ZeroAnnounce.Answered read =
                  ZeroAnnounce.Answered.read(answer, announce.hashes().size(), connection);
              return read == null
                  ? PeerClient.nonsense("The answer to announce has no peers.")
                  : CompletableFuture.completedFuture(read);
            });
  }
}
