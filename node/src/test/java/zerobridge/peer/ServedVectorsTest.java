package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.codec.Message;
import zerobridge.codec.VectorTrees;
import zerobridge.net.PackedAddress;

/** Replays recorded requests against a live node of ours and compares what it answers. */
class ServedVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  /** Fields that depend on the machine and the moment. */
  private static final Set<String> VARIABLE =
      Set.of("time", "fileserver_port", "port_opened", "peer_id");

  /**
   * Where this node reacts otherwise than the reference, by the name of the experiment. Those whose
   * bytes weren't kept, because they were too many, are replayed by tests of their own ({@link
   * #SHOWN_ELSEWHERE}).
   */
  private static final Map<String, Difference> DELIBERATELY_DIFFERENT =
      Map.ofEntries(
          Map.entry(
              "ping before any handshake",
              new Difference(
                  "error 'Handshake required'", "W20: a peer without a handshake has no port")),
          Map.entry(
              "invalid UTF-8 in a str after use_bin_type",
              new Difference("answered", "nodes of 2016 send bytes as text")),
          Map.entry(
              "pex with a 3 byte packed address",
              new Difference("answered", "one bad entry may have come from a third node")),
          Map.entry(
              "streamFile with read_bytes -1",
              new Difference("error 'File read exception'", "W3: it breaks its own stream")),
          Map.entry(
              "update with body as str instead of bin",
              new Difference("judged like any other", "nodes of 2016 send every body as str")),
          Map.entry(
              "six unknown commands on one connection",
              new Difference("nine are answered", "W18: no pauses; the points of 1536 count")),
          Map.entry(
              "seventh connection from one address within one 15 s window",
              new Difference("refused at once", "W19: a held socket costs a place")),
          Map.entry(
              "three identical updates in a row on one connection",
              new Difference("each is answered", "W14: a publisher must not wait for nothing")),
          Map.entry(
              "file in the site directory that no content.json lists",
              new Difference("error 'File read error'", "W5: it may be private")),
          Map.entry(
              "streamFile with read_bytes 20 MiB on a 10 MiB file",
              new Difference("1 MiB", "W3: no client of the reference asks for more")),
          Map.entry(
              "connection requested to a second port of an address that is already connected",
              new Difference("a second connection", "W7: two nodes may share an address")),
          Map.entry(
              "outgoing connection to a peer that answers port_opened false",
              new Difference("the dialled port stays", "W8: it was reached there")));

  /** Experiments whose bytes weren't kept, and the test that makes each again. */
  private static final Map<String, String> SHOWN_ELSEWHERE =
      Map.ofEntries(
          Map.entry(
              "message of 4.9 MiB", "peer.HostilePeerTest#messageAboveTheLimitEndsTheConnection"),
          Map.entry(
              "message of 5.1 MiB", "peer.HostilePeerTest#messageAboveTheLimitEndsTheConnection"),
          Map.entry(
              "update with body as str instead of bin",
              "peer.CommandLimitsTest#aManifestPushedAsTextIsTakenLikeAnyOther"),
          Map.entry(
              "handshake whose peer_id equals the server's own",
              "peer.PeerImprovementsTest#ourOwnHandshakeComingBackIsNotAnsweredButRemembered"),
          Map.entry(
              "six unknown commands on one connection",
              "peer.HostilePeerTest#badActionsAddUpToTheEnd"),
          Map.entry(
              "seventh connection from one address within one 15 s window",
              "peer.HostilePeerTest#floodFromOneAddressIsRefusedAtOnce"),
          Map.entry(
              "three identical updates in a row on one connection",
              "site.ServingTest#ofManyPushesAtOnceTheOvertakenOnesAreAnsweredToo"),
          Map.entry(
              "file in the site directory that no content.json lists",
              "site.ServingTest#w05WhatNoManifestListsIsNotServed"),
          Map.entry(
              "streamFile with read_bytes 20 MiB on a 10 MiB file",
              "peer.PeerImprovementsTest#w03ReadBytesAreClampedToOneMebibyte"),
          Map.entry(
              "connection requested to a second port of an address that is already connected",
              "peer.PeerImprovementsTest#w07TwoNodesOfOneHostHaveTwoConnections"),
          Map.entry(
              "outgoing connection to a peer that answers port_opened false",
              "peer.PeerImprovementsTest#w08ThePortThatWasDialledStays"));

  private record Difference(String ours, String why) {}

  /** A node without trackers of its own, as the recorded one was. */
  private static final CompletableFuture<Answer> NO_TRACKERS =
      CompletableFuture.completedFuture(new Answer.Fields(Map.of("trackers", List.of())));

  @TempDir Path folder;

  static Stream<JsonObject> commands() {
    return Vectors.cases(Vectors.json("peer/commands_072.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void answersAsRecorded(JsonObject vector) throws IOException {
    RecordedService service = new RecordedService(folder);
    try (TestPeer node = TestPeer.clear(service);
        Closeable checked = checkedPort(vector);
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      assertThat(checked).isNotNull();
      node.network().serve("getTrackers", (from, params) -> NO_TRACKERS);
      boolean handshake = vector.get("name").getAsString().equals("handshake");
      if (!handshake) {
        peer.handshake();
      }
      peer.send(HEX.parseHex(vector.get("request_hex").getAsString()));
      Map<String, @Nullable Object> expected = VectorTrees.message(vector.get("response"));
      Message answer = peer.next();
      if (handshake) {
        assertThat(List.copyOf(answer.fields().keySet())).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(VectorTrees.text(without(answer.fields(), VARIABLE)))
            .isEqualTo(VectorTrees.text(without(expected, VARIABLE)));
        return;
      }
      dropInvalidOnions(expected);
      assertThat(VectorTrees.text(answer)).isEqualTo(VectorTrees.text(expected));
      if (vector.has("stream_bytes_hex")) {
        String data = vector.get("stream_bytes_hex").getAsString();
        assertThat(HEX.formatHex(peer.raw(data.length() / 2))).isEqualTo(data);
      }
      assertLearnt(service, vector);
    }
  }

  /** The port that the recorded machine had open, if this is a request to check one. */
  private static Closeable checkedPort(JsonObject vector) throws IOException {
    Message answer = Message.of(VectorTrees.message(vector.get("response")));
    Message params = Message.of(VectorTrees.message(vector.get("request"))).map("params");
    if (params == null || !"open".equals(answer.text("status"))) {
      return () -> {};
    }
    int port = (int) params.integer("port").orElseThrow();
    try {
      return new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
    } catch (BindException e) {
      // Another program has it open already, which is as good.
      return () -> {};
    }
  }

  /** What a peer tells about itself must reach the layer above as it was told. */
  private static void assertLearnt(RecordedService service, JsonObject vector) {
    Message request = Message.of(VectorTrees.message(vector.get("request")));
    Message params = Objects.requireNonNull(request.map("params"));
    if ("setHashfield".equals(request.text("cmd"))) {
      assertThat(service.learntHashfield().pack()).isEqualTo(params.bytes("hashfield_raw"));
    } else if ("setPiecefields".equals(request.text("cmd"))) {
      assertThat(VectorTrees.text(service.learntPiecefields().message()))
          .isEqualTo(VectorTrees.text(params.fields()).replaceFirst("\"site\"=[^,]+, ", ""));
    }
  }

  /** The recorded answer names an onion whose checksum is wrong; ours never hands one out. */
  private static void dropInvalidOnions(Map<String, @Nullable Object> expected) {
    if (expected.get("peers_onion") instanceof List<?> onions
        && expected.containsKey("peers_ipv6")) {
      List<Object> valid = new ArrayList<>();
      for (Object onion : onions) {
        try {
          PackedAddress.unpackOnion((byte[]) onion);
          valid.add(onion);
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("checksum");
        }
      }
      expected.put("peers_onion", valid);
    }
  }

  private static Map<Object, @Nullable Object> without(
      Map<?, ? extends @Nullable Object> fields, Set<String> keys) {
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(fields);
    rest.keySet().removeAll(new HashSet<Object>(keys));
    return rest;
  }

  static Stream<JsonObject> experiments() {
    return Vectors.cases(
            Vectors.json("peer/edge_behaviour_072.json").getAsJsonObject().get("experiments"))
        .filter(experiment -> !experiment.get("send").isJsonNull());
  }

  static Stream<String> experimentsWithoutBytes() {
    return Vectors.cases(
            Vectors.json("peer/edge_behaviour_072.json").getAsJsonObject().get("experiments"))
        .filter(experiment -> experiment.get("send").isJsonNull())
        .map(experiment -> experiment.get("name").getAsString());
  }

  @ParameterizedTest
  @MethodSource("experimentsWithoutBytes")
  void everyExperimentWhoseBytesWereNotKeptHasATestOfItsOwn(String name) throws Exception {
    String shown = SHOWN_ELSEWHERE.get(name);
    Assumptions.assumeTrue(shown != null, () -> "nothing of it can be replayed: " + name);
    String place = Objects.requireNonNull(shown);
    int hash = place.indexOf('#');
    boolean exists =
        Stream.of(Class.forName("zerobridge." + place.substring(0, hash)).getDeclaredMethods())
            .anyMatch(method -> method.getName().equals(place.substring(hash + 1)));
    assertThat(exists).as(shown).isTrue();
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void reactsToUnusualInputAsObserved(JsonObject experiment) throws IOException {
    String name = experiment.get("name").getAsString();
    Difference difference = DELIBERATELY_DIFFERENT.get(name);
    String expected =
        difference == null ? experiment.get("observed").getAsString() : difference.ours();
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      boolean closes = expected.contains("closed");
      int answers = experiment.getAsJsonArray("send").size();
      for (JsonElement bytes : experiment.getAsJsonArray("send")) {
        peer.send(HEX.parseHex(bytes.getAsString()));
      }
      if (expected.contains("both answered")) {
        answers = 2;
      }
      Message last = Message.EMPTY;
      for (int i = 0; i < (closes ? answers - 1 : answers); i++) {
        last = peer.next();
      }
      if (closes) {
        assertThat(peer.isClosedByNode()).as(expected).isTrue();
      } else if (expected.startsWith("error")) {
        assertThat(expected).isEqualTo("error '" + last.text("error") + "'");
      } else {
        assertThat(last.text("cmd")).isEqualTo("response");
        assertThat(last.has("error")).isFalse();
      }
    }
  }

  static Stream<JsonObject> messagesOf2016() {
    return Vectors.cases(
            Vectors.json("peer/rev1536_messages.json").getAsJsonObject().get("vectors"))
        .filter(vector -> vector.get("decoded_by_072_before_use_bin_type").isJsonObject())
        .filter(
            vector -> vector.getAsJsonObject("decoded_by_072_before_use_bin_type").has("params"));
  }

  @ParameterizedTest
  @MethodSource("messagesOf2016")
  void understandsNodesOf2016(JsonObject vector) throws IOException {
    byte[] bytes = HEX.parseHex(vector.get("hex").getAsString());
    try (TestPeer node = TestPeer.clear(new RecordedService(folder));
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      if (!vector.get("name").getAsString().startsWith("handshake")) {
        peer.handshake();
      }
      peer.send(bytes);
      Message answer = peer.next();
      assertThat(answer.text("cmd")).isEqualTo("response");
      assertThat(answer.text("error")).isIn(null, "File read error", "File invalid JSON");
    }
  }
}
