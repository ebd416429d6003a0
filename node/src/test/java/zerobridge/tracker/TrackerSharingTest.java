package zerobridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.crypto.SiteAddress;
import zerobridge.net.PeerAddress;
import zerobridge.peer.FolderService;
import zerobridge.peer.NodeClient;
import zerobridge.peer.PeerSettings;
import zerobridge.peer.ScriptedPeer;
import zerobridge.peer.TestPeer;

/** Which trackers nodes believe each other, how long they are kept, and the file they are in. */
class TrackerSharingTest {
  private static final String FIRST = "zero://1.2.3.4:15441";
  private static final String SECOND = "zero://5.6.7.8:15441";
  private static final String NAMED =
      "zero://zero.booth.moe#f36ca555bee6ba216b14d10f38c16f7769ff064e0e37d887603548cc2e64191d:443";

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Instant now = Instant.ofEpochSecond(1_700_000_000);
  private Path file;
  private SharedTrackers shared;
  private TestPeer node;

  @BeforeEach
  void open() throws IOException {
    file = folder.resolve("trackers.json");
    shared = SharedTrackers.open(file, () -> now);
    node = peer();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private TestPeer peer() throws IOException {
    SiteAddress site = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
    TestPeer peer =
        TestPeer.with(
            PeerSettings.onPort(0).withBind(PeerAddress.ip("127.0.0.1")),
            new FolderService(site, folder),
            Clock.systemUTC());
    opened.add(peer);
    return peer;
  }

  private TrackerSharing sharing(PeerAddress... own) {
    return new TrackerSharing(shared, node.network(), () -> now, new Random(1), () -> List.of(own));
  }

  private List<String> urls() {
    return shared.trackers().stream().map(Tracker::url).toList();
  }

  @Test
  void onlyNodesAtPublicAddressesAreTakenFromStrangers() {
    assertThat(shared.found(FIRST)).isTrue();
    assertThat(shared.found(FIRST)).as("not new").isFalse();
    assertThat(shared.found("zero://[2001:db8::1]:15441")).isTrue();
    assertThat(shared.found("zero://bka4ht2bzxchy44r.onion:15441")).isTrue();
    for (String bad :
        List.of(
            "udp://1.2.3.4:80",
            "http://1.2.3.4/announce",
            "zero://127.0.0.1:15441",
            "zero://192.168.1.1:80",
            "zero://[::1]:80",
            "zero://host.example:15441",
            "zero://localhost:1",
            "zero://1.2.3:80",
            "zero://1.2.3.4:0",
            "",
            "zero://")) {
      assertThat(shared.found(bad)).as(bad).isFalse();
    }
    for (int i = 0; i < 300; i++) {
      shared.found("zero://9.9.9." + i % 250 + ":" + (1000 + i));
    }
    assertThat(urls()).hasSize(50);
  }

  @Test
  void whatAnsweredWithinTheHourIsTold() {
    shared.found(FIRST);
    shared.found(SECOND);
    assertThat(shared.working()).isEmpty();
    shared.succeeded(FIRST, Duration.ofMillis(250));
    now = now.plus(Duration.ofMinutes(59));
    assertThat(shared.working()).containsExactly(FIRST);
    now = now.plus(Duration.ofMinutes(2));
    assertThat(shared.working()).isEmpty();
  }

  @Test
  void whatFailsIsDroppedSoonerWhereEnoughOthersWork() {
    shared.found(FIRST);
    for (int i = 0; i < 30; i++) {
      shared.failed(FIRST);
    }
    assertThat(urls()).containsExactly(FIRST);
    shared.failed(FIRST);
    assertThat(urls()).isEmpty();

    for (int i = 1; i <= 5; i++) {
      shared.found("zero://8.8.8." + i + ":1");
      shared.succeeded("zero://8.8.8." + i + ":1", Duration.ZERO);
    }
    shared.found(FIRST);
    shared.succeeded(FIRST, Duration.ZERO);
    for (int i = 0; i < 20; i++) {
      shared.failed(FIRST);
    }
    assertThat(urls()).as("it worked within the hour").contains(FIRST);
    shared.found(SECOND);
    for (int i = 0; i < 6; i++) {
      shared.failed(SECOND);
    }
    assertThat(urls()).doesNotContain(SECOND);
  }

  @Test
  void theFileIsTheOneOfTheReference() throws IOException {
    Files.writeString(
        file,
        """
        {
          "other": {"kept": 1},
          "shared": {
            "%s": {"time_added": 1.5, "time_success": 0, "latency": 99.0, "num_error": 29,
              "my": false, "time_found": 2.5, "unknown": "kept"},
            "udp://1.2.3.4:1": {}, "%s": {"num_error": 3}
          }
        }
        """
            .formatted(FIRST, NAMED));
    shared = SharedTrackers.open(file, () -> now);
    assertThat(urls()).as("names of one's own file are believed").containsExactly(FIRST, NAMED);
    shared.failed(FIRST);
    shared.failed(FIRST);
    assertThat(urls()).as("the count began anew").contains(FIRST);
    shared.succeeded(FIRST, Duration.ofMillis(250));
    shared.save();

    JsonObject whole = Vectors.json(file).getAsJsonObject();
    JsonObject entry = whole.getAsJsonObject("shared").getAsJsonObject(FIRST);
    assertThat(whole.get("other").toString()).isEqualTo("{\"kept\":1}");
    assertThat(entry.get("unknown").getAsString()).isEqualTo("kept");
    assertThat(entry.get("latency").getAsDouble()).isEqualTo(0.25);
    assertThat(entry.get("time_success").getAsDouble()).isEqualTo(1_700_000_000);
    assertThat(entry.get("num_error").getAsInt()).isZero();
    assertThat(entry.keySet()).contains("time_added", "time_error", "time_found", "my");
    Files.writeString(file, "{\"shared\": [");
    assertThat(SharedTrackers.open(file, () -> now).trackers()).as("a damaged file").isEmpty();
  }

  @Test
  void peersAreToldWhatWorksAndOfThisNodesOwn() throws Exception {
    shared.found(FIRST);
    shared.found(SECOND);
    shared.succeeded(FIRST, Duration.ZERO);
    sharing(PeerAddress.parse("4.4.4.4:15441")).serve();
    TestPeer asker = peer();
    assertThat(
            new NodeClient(asker.network().connect(node.address()))
                .trackers()
                .get(60, TimeUnit.SECONDS))
        .containsExactly(FIRST, "zero://4.4.4.4:15441");
  }

  private ScriptedPeer connected(int rev) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(node.port());
    opened.add(peer);
    Map<String, Object> handshake = new HashMap<>(ScriptedPeer.handshakeFields());
    handshake.put("rev", rev);
    handshake.put("fileserver_port", 20_000 + opened.size());
    peer.request("handshake", 0, handshake);
    peer.next();
    peer.request("ping", 1, Map.of());
    peer.next();
    return peer;
  }

  /** The node reads answers in order, so its own answer behind them says that they were read. */
  private static void answer(ScriptedPeer peer, String... urls) throws IOException {
    assertThat(peer.next().text("cmd")).isEqualTo("getTrackers");
    peer.answer(1, Map.of("trackers", List.of(urls)));
    peer.request("ping", 2, Map.of());
    peer.next();
  }

  @Test
  void eachPeerIsAskedEveryFiveMinutesAndBringsOneNewTracker() throws Exception {
    ScriptedPeer first = connected(4555);
    ScriptedPeer second = connected(3560);
    ScriptedPeer old = connected(3559);
    TrackerSharing sharing = sharing();
    sharing.lookForMore();
    sharing.lookForMore();
    answer(first, "zero://127.0.0.1:1", FIRST, "zero://9.9.9.9:9");
    answer(second, FIRST, SECOND, "zero://9.9.9.9:9");
    assertThat(urls()).containsExactly(FIRST, SECOND);
    now = now.plus(Duration.ofMinutes(5));
    for (int i = 1; i <= 6; i++) {
      shared.found("zero://8.8.8." + i + ":1");
      shared.succeeded("zero://8.8.8." + i + ":1", Duration.ZERO);
    }
    sharing.lookForMore();
    for (ScriptedPeer peer : List.of(first, second, old)) {
      peer.request("ping", 3, Map.of());
      assertThat(peer.next().text("body")).as("nothing was asked of it").isEqualTo("Pong!");
    }
  }

  @Test
  void theListHoldsEverySourceOnceAndFollowsItsFiles() throws Exception {
    Path listed = folder.resolve("Syncronite.html");
    TrackerFile changing = TrackerFile.of("{data_dir}/Syncronite.html", folder);
    shared.found(FIRST);
    TrackerList list =
        new TrackerList(
            Tracker.parseAll(List.of("udp://9.9.9.9:80")),
            List.of(changing, new TrackerFile(folder.resolve("missing"))),
            sharing(),
            true);
    assertThat(list.current()).extracting(Tracker::url).containsExactly("udp://9.9.9.9:80", FIRST);
    Files.writeString(
        listed,
        """
        <html>
        nothing
          udp://9.9.9.9:80
        http://t.example/announce\r
        # udp://1.1.1.1:1
        ftp://no
        http://t.example/announce
        <a href="https://x.example/">
        """);
    assertThat(list.current())
        .extracting(Tracker::url)
        .containsExactly("udp://9.9.9.9:80", "http://t.example/announce", FIRST);
    Files.writeString(listed, "udp://7.7.7.7:7\n");
    assertThat(list.current())
        .extracting(Tracker::url)
        .containsExactly("udp://9.9.9.9:80", "udp://7.7.7.7:7", FIRST);
    Files.delete(listed);
    assertThat(list.current()).as("while it is being replaced").hasSize(3);
  }

  @Test
  void withoutUdpNoListBringsATrackerThatSpeaksIt() throws Exception {
    Path listed = folder.resolve("more");
    Files.writeString(listed, "udp://7.7.7.7:7\nhttp://t.example/announce\n");
    TrackerList list =
        new TrackerList(
            Tracker.parseAll(List.of("udp://9.9.9.9:80", FIRST)),
            List.of(new TrackerFile(listed)),
            null,
            false);
    assertThat(list.current())
        .extracting(Tracker::url)
        .containsExactly(FIRST, "http://t.example/announce");
  }

  @Test
  void sharedTrackersAreAskedAndTheirAnswersKept() throws Exception {
    Tracker tracker = Tracker.parse(FIRST);
    shared.found(FIRST);
    TrackerList list = new TrackerList(List.of(), List.of(), sharing(), true);
    list.succeeded(tracker, Duration.ofMillis(10));
    assertThat(shared.working()).containsExactly(FIRST);
    list.failed(Tracker.parse("udp://9.9.9.9:80"));
    assertThat(urls()).containsExactly(FIRST);
  }

  @Test
  void theListsBroughtAlongAreTrackersAndOldOnesAreNotAmongTheCurrent() {
    assertThat(DefaultTrackers.current()).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(DefaultTrackers.current())
        .hasAtLeastOneElementOfType(UdpTracker.class)
        .hasAtLeastOneElementOfType(HttpTracker.class);
    assertThat(DefaultTrackers.historic())
        .hasSize(14)
        .doesNotContainAnyElementsOf(DefaultTrackers.current());
  }
}
