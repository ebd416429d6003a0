package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerobridge.codec.Hashfield;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;

/** What commands take and give at most, and what nonsense costs. */
class CommandLimitsTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final String OTHER_SITE = "1HeLLo4uzjaLetFx6NH3PMwFP3qbRbTf3D";
  private static final String HASH = "ab".repeat(32);
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;
  private final Threads threads = new Threads("script");
  private volatile Hashfield learntHashfield = Hashfield.EMPTY;
  private volatile PackedPiecefields learntPiecefields = PackedPiecefields.NONE;
  private volatile HashIdHolders holders = HashIdHolders.NONE;
  private volatile List<Integer> asked = List.of();
  private volatile byte[] pushed = {};

  @AfterEach
  void stop() {
    threads.close();
  }

  /** Serves one site and keeps what it is told. */
  private PeerService service() {
    return new FolderService(SITE, folder) {
      @Override
      public CompletableFuture<Answer> update(PeerConnection from, Update update) {
        pushed = update.body().bytes();
        return CompletableFuture.completedFuture(Answer.ok("File not changed"));
      }

      @Override
      public void learnHashfield(PeerConnection from, SiteAddress site, Hashfield hashfield) {
        learntHashfield = hashfield;
      }

      @Override
      public HashIdHolders findHashIds(PeerConnection from, SiteAddress site, List<Integer> ids) {
        asked = ids;
        return holders;
      }

      @Override
      public void learnPiecefields(
          PeerConnection from, SiteAddress site, PackedPiecefields fields) {
        learntPiecefields = fields;
      }
    };
  }

  private interface Dialogue {
    void run(ScriptedPeer peer) throws IOException;
  }

  private void served(Dialogue dialogue) throws IOException {
    try (TestPeer node = TestPeer.clear(service());
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      dialogue.run(peer);
    }
  }

  private static Map<String, @Nullable Object> params(String site, String key, Object value) {
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("site", site);
    params.put("inner_path", "content.json");
    params.put("location", 0);
    params.put(key, value);
    return params;
  }

  @ParameterizedTest(name = "{0} with {2} as {1} is answered \"{3}\" and costs {4}")
  @CsvSource({
    "update,       inner_path, content.json, Unknown site, 6, other",
    "getFile,      x, y, Unknown site, 5, other",
    "streamFile,   x, y, Unknown site, 5, other",
    "pex,          x, y, Unknown site, 5, other",
    "listModified, x, y, Unknown site, 5, other",
    "getHashfield, x, y, Unknown site, 5, other",
    "setHashfield, x, y, Unknown site, 5, other",
    "findHashIds,  x, y, Unknown site, 5, other",
    "setPiecefields, x, y, Unknown site, 5, other",
    "getPiecefields, x, y, Unknown site, 0, other",
    "update,       inner_path, index.html, Only content.json update allowed, 5, mine",
    "fooBar,       x, y, Unknown command: fooBar, 5, mine",
    "getPieceFields, x, y, Unknown command: getPieceFields, 5, mine",
    "getFile,      x, y, File read error, 0, mine",
    "setHashfield, hashfield_raw, odd, A packed hashfield has an odd number of bytes., 5, mine",
    "setHashfield, x, y, No hashfield_raw, 5, mine",
    "setPiecefields, x, y, No piecefields_packed, 5, mine",
    "checkport,    port, http, No port to check, 5, mine"
  })
  void nonsenseIsAnsweredInTheReferencesWordsAndCostsItsPoints(
      String command, String key, String value, String text, int weight, String site)
      throws IOException {
    String address = site.equals("mine") ? SITE.value() : OTHER_SITE;
    served(
        peer -> {
          int lives = weight == 0 ? 50 : PeerConnection.MAX_BAD_ACTIONS / weight + 1;
          for (int i = 1; i <= lives; i++) {
            peer.request(command, i, params(address, key, value));
            assertThat(peer.next().text("error")).isEqualTo(text);
          }
          if (weight == 0) {
            peer.request("ping", 99, Map.of());
            assertThat(peer.next().text("body")).isEqualTo("Pong!");
          } else {
            assertThat(peer.isClosedByNode()).isTrue();
          }
        });
  }

  @Test
  void malformedAddressesAreLeftOutAndCostOnePoint() throws IOException {
    served(
        peer -> {
          List<byte[]> bad = List.of(new byte[3], new byte[7], new byte[0]);
          for (int i = 1; i <= PeerConnection.MAX_BAD_ACTIONS; i++) {
            peer.request("pex", i, params(SITE.value(), "peers", bad));
            assertThat(peer.next().list("peers")).isEmpty();
          }
          peer.request("pex", 77, params(SITE.value(), "peers", bad));
          assertThat(peer.isClosedByNode()).isTrue();
        });
  }

  @Test
  void aManifestPushedAsTextIsTakenLikeAnyOther() throws IOException {
    served(
        peer -> {
          peer.request("update", 1, params(SITE.value(), "body", "{\"a\": 1}"));
          assertThat(peer.next().text("ok")).isEqualTo("File not changed");
          assertThat(pushed).isEqualTo("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        });
  }

  @Test
  void aHashfieldReplacesWhatWasKnown() throws IOException {
    served(
        peer -> {
          peer.request(
              "setHashfield", 1, params(SITE.value(), "hashfield_raw", new byte[] {1, 0, 2, 0}));
          assertThat(peer.next().text("ok")).isEqualTo("Updated");
          assertThat(learntHashfield.ids()).containsExactly(1, 2);
          byte[] tooLong = new byte[2 * Hashfield.MAX_ENTRIES + 2];
          peer.request("setHashfield", 2, params(SITE.value(), "hashfield_raw", tooLong));
          assertThat(peer.next().text("error")).contains("more entries");
          assertThat(learntHashfield.ids()).containsExactly(1, 2);
        });
  }

  @Test
  void idsThatAreNoneOrTooManyAreNotSearchedFor() throws IOException {
    List<Object> ids = new ArrayList<>(List.of(7, -1, 65536, "8", 1.0, 7));
    IntStream.range(1000, 3000).forEach(ids::add);
    served(
        peer -> {
          peer.request("findHashIds", 1, params(SITE.value(), "hash_ids", ids));
          Message answer = peer.next();
          assertThat(answer.fields().keySet())
              .containsExactly("peers", "peers_onion", "peers_ipv6", "my", "cmd", "to");
          assertThat(asked).hasSize(HashIdHolders.MAX_ASKED).startsWith(7, 1000, 1001);
        });
  }

  @Test
  void holdersAreNamedUpToTwentyForEachIdAndPrivateOnesOnlyInPrivate() throws IOException {
    List<PeerAddress> many = new ArrayList<>();
    IntStream.range(1, 60).forEach(i -> many.add(PeerAddress.of("20.1.1." + i, 15441)));
    PeerAddress passive = PeerAddress.of("20.2.2.2", 0);
    holders = new HashIdHolders(Map.of(5, many, 6, List.of(passive)), Set.of(9));
    served(
        peer -> {
          peer.request("findHashIds", 1, params(SITE.value(), "hash_ids", List.of(5, 6, 9)));
          Message answer = peer.next();
          Map<Object, @Nullable Object> lists =
              Objects.requireNonNull(answer.map("peers")).fields();
          assertThat(lists.keySet()).containsExactly(5L);
          assertThat((List<?>) lists.get(5L)).hasSize(HashIdHolders.MAX_PEERS_PER_ID);
          assertThat(answer.list("my").toString()).isEqualTo("[9]");
        });
  }

  @Test
  void piecefieldsUnderWrongNamesOrTooLargeAreLeftOut() throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("../" + HASH, new byte[2]);
    fields.put(HASH.toUpperCase(java.util.Locale.ROOT), new byte[2]);
    fields.put("cd".repeat(32), new byte[PackedPiecefields.MAX_FIELD_BYTES + 2]);
    fields.put("ef".repeat(32), 7);
    fields.put(HASH, new byte[] {3, 0});
    served(
        peer -> {
          peer.request("setPiecefields", 1, params(SITE.value(), "piecefields_packed", fields));
          assertThat(peer.next().text("ok")).isEqualTo("Updated");
          assertThat(learntPiecefields.fields()).containsOnlyKeys(HASH);
        });
  }

  @Test
  void piecefieldsOfTooManyFilesAreCut() {
    Map<String, byte[]> fields = new LinkedHashMap<>();
    for (int i = 0; i < PackedPiecefields.MAX_FILES + 10; i++) {
      fields.put(String.format("%064x", i), new byte[2]);
    }
    assertThat(new PackedPiecefields(fields).fields()).hasSize(PackedPiecefields.MAX_FILES);
    fields.replaceAll((name, field) -> new byte[PackedPiecefields.MAX_FIELD_BYTES]);
    assertThat(new PackedPiecefields(fields).fields())
        .hasSize(PackedPiecefields.MAX_BYTES / PackedPiecefields.MAX_FIELD_BYTES);
  }

  // What we ask others.

  private interface Call<T> {
    CompletableFuture<T> on(PeerConnection connection);
  }

  private <T> CompletableFuture<T> answered(Call<T> call, Map<String, ?> answer)
      throws IOException {
    try (TestPeer node = TestPeer.clear(service());
        ServerSocket server = ScriptedPeer.listen()) {
      PeerAddress address = PeerAddress.of("127.0.0.1", server.getLocalPort());
      CompletableFuture<PeerConnection> dialled =
          threads.call("dial", () -> node.network().connect(address));
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.welcome();
        CompletableFuture<T> result = call.on(dialled.orTimeout(20, TimeUnit.SECONDS).join());
        peer.next();
        peer.answer(1, answer);
        CompletableFuture<Boolean> done = result.handle((value, fault) -> true);
        assertThat(done).succeedsWithin(SOON);
        return result;
      }
    }
  }

  private static <T> void assertNonsense(CompletableFuture<T> result, String text) {
    assertThatThrownBy(result::join)
        .cause()
        .isInstanceOf(zerobridge.codec.ProtocolException.class)
        .hasMessageContaining(text);
  }

  @Test
  void answersThatAreNoneFailTheCallAndNotTheConnection() throws IOException {
    assertNonsense(
        answered(each -> new OptionalFilesClient(each).hashfield(SITE), Map.of()), "no hashfield");
    assertNonsense(
        answered(
            each -> new OptionalFilesClient(each).hashfield(SITE),
            Map.of("hashfield_raw", new byte[3])),
        "odd number");
    assertNonsense(
        answered(each -> new OptionalFilesClient(each).piecefields(SITE), Map.of()),
        "names no files");
    assertNonsense(
        answered(each -> new NodeClient(each).checkPort(1), Map.of("status", "maybe")),
        "neither open nor closed");
  }

  @Test
  void ofAnAnswerOnlyThirtyIdsAndTwentyAddressesEachAreRead() throws IOException {
    List<byte[]> addresses = new ArrayList<>();
    IntStream.range(1, 40)
        .forEach(i -> addresses.add(PackedAddress.pack(PeerAddress.of("20.1.1." + i, 15441))));
    Map<Integer, Object> lists = new LinkedHashMap<>();
    IntStream.range(0, 50).forEach(id -> lists.put(id, addresses));
    HashIdHolders read =
        answered(
                each -> new OptionalFilesClient(each).findHashIds(SITE, List.of(1)),
                Map.of("peers", lists, "my", List.of(3, "x", 99_999)))
            .join();
    assertThat(read.peers()).hasSize(HashIdHolders.MAX_IDS);
    assertThat(read.peers().get(0)).hasSize(HashIdHolders.MAX_PEERS_PER_ID);
    assertThat(read.mine()).containsExactly(3);
  }

  @Test
  void trackersAndTheSeenAddressAreBounded() throws IOException {
    List<String> many = new ArrayList<>();
    many.add("zero://" + "x".repeat(1000));
    IntStream.range(0, 100).forEach(i -> many.add("zero://10.0.0." + i + ":1"));
    assertThat(answered(each -> new NodeClient(each).trackers(), Map.of("trackers", many)))
        .succeedsWithin(SOON)
        .satisfies(
            trackers ->
                assertThat(trackers).hasSize(NodeClient.MAX_TRACKERS).startsWith(many.get(1)));
    assertThat(
            answered(
                each -> new NodeClient(each).checkPort(1),
                Map.of("status", "open", "ip_external", "9".repeat(500))))
        .succeedsWithin(SOON)
        .isEqualTo(new NodeClient.PortCheck(true, ""));
  }
}
