package zerobridge.tracker;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerobridge.codec.Bencode;
import zerobridge.codec.ProtocolException;
import zerobridge.net.HostKind;
import zerobridge.net.HttpGet;
import zerobridge.net.PeerAddress;

/** Asks a tracker by HTTP (BEP 3, BEP 7, BEP 23). Blocks; safe for any thread. */
final class HttpAnnounce {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  /** Room for some thousand peers; we ask for 30. */
  private static final int MAX_BODY_BYTES = 64 * 1024;

  /** Many trackers refuse an announce with port 0; nobody serves on 1, and readers know that. */
  private static final int UNREACHABLE = 1;

  private static final int OK = 200;

  private final HttpGet http;

  HttpAnnounce(HttpGet http) {
    this.http = http;
  }

  Answer ask(HttpTracker tracker, HostKind family, AnnounceRequest request) throws IOException {
    HttpGet.Response response = http.get(uri(tracker, request), family, TIMEOUT, MAX_BODY_BYTES);
    if (response.status() == OK) {
      return answer(response.body());
    }
    throw new TrackerException("The tracker answers with HTTP status " + response.status() + ".");
  }

  static URI uri(HttpTracker tracker, AnnounceRequest request) {
    StringBuilder query = new StringBuilder();
    query.append("info_hash=").append(escaped(request.site().sha1()));
    query.append("&peer_id=").append(request.peerId());
    query.append("&port=").append(request.port() == 0 ? UNREACHABLE : request.port());
    query.append("&uploaded=0&downloaded=0&left=").append(AnnounceRequest.LEFT);
    query.append("&compact=1&numwant=").append(request.wanted());
    if (request.event() != AnnounceRequest.Event.NONE) {
      query.append("&event=").append(request.event().word);
    }
    query.append("&key=").append(Integer.toHexString(request.key()));
    String base = tracker.uri().toString();
    return URI.create(base + (tracker.uri().getRawQuery() == null ? "?" : "&") + query);
  }

  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte b : bytes) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || "_.-~".indexOf(c) >= 0;
      text.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return text.toString();
  }

  /** Reads the body of an answer. */
  static Answer answer(byte[] body) throws ProtocolException {
    Map<String, Object> answer = Bencode.decodeDictionary(body);
    if (answer.get("failure reason") instanceof byte[] reason) {
      throw TrackerException.refused(new String(reason, StandardCharsets.UTF_8));
    }
    List<PeerAddress> peers = new ArrayList<>();
    Object list = answer.get("peers");
    if (list instanceof byte[] compact) {
      peers.addAll(PeerLists.compact(compact, 0, PeerLists.IPV4_BYTES));
    } else if (list instanceof List<?> dictionaries) {
      peers.addAll(PeerLists.dictionaries(dictionaries));
    }
    if (answer.get("peers6") instanceof byte[] compact) {
      peers.addAll(PeerLists.compact(compact, 0, PeerLists.IPV6_BYTES));
    }
    return Answer.of(peers, seconds(answer, "interval"), seconds(answer, "min interval"));
  }

  private static long seconds(Map<String, Object> answer, String key) {
    return answer.get(key) instanceof Long seconds ? Math.max(0, seconds) : 0;
  }
}
