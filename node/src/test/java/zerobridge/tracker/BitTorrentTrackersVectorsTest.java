package zerobridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.PeerAddress;
import zerobridge.tracker.AnnounceRequest.Event;

/** The reference's talk with trackers, byte for byte where we do not do better on purpose. */
class BitTorrentTrackersVectorsTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final HexFormat HEX = HexFormat.of();
  private final JsonObject recorded =
      Vectors.json("peer/bittorrent_trackers.json").getAsJsonObject();

  @Test
  void datagramsAreTheRecordedOnes() throws Exception {
    JsonObject connect = recorded.getAsJsonArray("udp").get(0).getAsJsonObject();
    JsonObject announce = recorded.getAsJsonArray("udp").get(1).getAsJsonObject();
    int connecting = (int) connect.getAsJsonObject("request").get("transaction_id").getAsLong();
    assertThat(UdpPackets.connect(connecting)).isEqualTo(hex(connect, "request_hex"));
    ByteBuffer connected = ByteBuffer.wrap(hex(connect, "response_hex"));
    assertThat(UdpPackets.answers(connected, connecting)).isTrue();

    JsonObject fields = announce.getAsJsonObject("request");
    AnnounceRequest request =
        new AnnounceRequest(
            SITE,
            fields.get("peer_id").getAsString(),
            fields.get("key").getAsInt(),
            fields.get("port").getAsInt(),
            fields.get("num_want").getAsInt(),
            Event.NONE);
    int announcing = (int) fields.get("transaction_id").getAsLong();
    assertThat(UdpPackets.announce(UdpPackets.connected(connected), announcing, request))
        .isEqualTo(hex(announce, "request_hex"));
    Answer answer =
        UdpPackets.announced(ByteBuffer.wrap(hex(announce, "response_hex")), PeerLists.IPV4_BYTES);
    assertThat(answer.peers()).isEqualTo(peers("udp_parsed_peers"));
  }

  @Test
  void requestsHaveTheRecordedFields() {
    for (String key : List.of("http_request_to_ip_tracker", "http_request_to_hostname_tracker")) {
      Map<String, String> wanted = fields(recorded.get(key).getAsString().split(" ", -1)[1]);
      int port = Integer.parseInt(wanted.getOrDefault("port", ""));
      AnnounceRequest request =
          new AnnounceRequest(
              SITE, wanted.getOrDefault("peer_id", ""), 0, port == 1 ? 0 : port, 30, Event.STARTED);
      HttpTracker tracker = (HttpTracker) Tracker.parse("http://127.0.0.1:26970/announce");
      Map<String, String> sent = fields(HttpAnnounce.uri(tracker, request).toString());
      assertThat(sent).containsAllEntriesOf(wanted).containsKey("key");
    }
  }

  @Test
  void answersAreReadAsRecorded() throws Exception {
    assertThat(HttpAnnounce.answer(hex(recorded, "http_response_body_hex")).peers())
        .isEqualTo(peers("http_parsed_peers"));
  }

  @TestFactory
  Stream<DynamicTest> urls() {
    return recorded.getAsJsonObject("tracker_address_parts").entrySet().stream()
        .map(e -> dynamicTest("url " + e.getKey(), () -> checkUrl(e.getKey(), e.getValue())));
  }

  private static void checkUrl(String url, JsonElement parts) {
    if (parts.isJsonNull()) {
      assertThatThrownBy(() -> Tracker.parse(url)).isInstanceOf(IllegalArgumentException.class);
      return;
    }
    Tracker tracker = Tracker.parse(url);
    JsonObject wanted = parts.getAsJsonObject();
    // The reference leaves the path on the port, and without a port on the host; the pin too.
    assertThat(tracker.host()).isEqualTo(wanted.get("ip").getAsString().split("[/#]", -1)[0]);
    if (tracker instanceof ZeroTracker zero && zero.pin() != null) {
      assertThat(wanted.get("ip").getAsString()).endsWith("#" + zero.pin().hex());
    }
    assertThat(tracker.port())
        .isEqualTo(Integer.parseInt(wanted.get("port").getAsString().split("/", -1)[0]));
  }

  @TestFactory
  Stream<DynamicTest> siteHashes() {
    return Vectors.cases(Vectors.json("peer/site_hashes.json").getAsJsonObject().get("vectors"))
        .map(
            c ->
                dynamicTest(
                    "hash of " + c.get("address").getAsString(),
                    () ->
                        assertThat(SiteAddress.parse(c.get("address").getAsString()).sha1())
                            .isEqualTo(hex(c, "sha1_info_hash"))));
  }

  private List<PeerAddress> peers(String key) {
    return Vectors.cases(recorded.get(key))
        .map(p -> PeerAddress.of(p.get("addr").getAsString(), p.get("port").getAsInt()))
        .toList();
  }

  private static Map<String, String> fields(String uri) {
    return Arrays.stream(uri.substring(uri.indexOf('?') + 1).split("&"))
        .map(f -> f.split("=", 2))
        .collect(Collectors.toMap(f -> f[0], f -> f[1]));
  }

  private static byte[] hex(JsonObject json, String key) {
    return HEX.parseHex(json.get(key).getAsString());
  }
}
