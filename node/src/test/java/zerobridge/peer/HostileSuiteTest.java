package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.MsgPackWriter;
import zerobridge.io.Threads;

/**
 * Attacks on a whole node with a small heap: after each it still lives, never took more memory than
 * it may, and served an honest visitor all the while.
 */
class HostileSuiteTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int PAGES_MEANWHILE = 30;
  private static final byte[] TLS_HELLO_BEGINNING = HexFormat.of().parseHex("1603010200010001fc");

  @TempDir static Path folder;
  private static VictimNode node;

  private final Threads threads = new Threads("attack");
  private final List<ScriptedPeer> peers = Collections.synchronizedList(new ArrayList<>());
  private HonestVisitor visitor;

  @BeforeAll
  static void startNode() throws Exception {
    node = VictimNode.start(folder);
  }

  @AfterAll
  static void stopNode() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @BeforeEach
  void visit() throws IOException {
    visitor = new HonestVisitor(threads, "127.200." + new Random().nextInt(256) + ".1", node);
  }

  @AfterEach
  void nodeIsAliveAndWell() throws Exception {
    assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
    visitor.close();
    for (ScriptedPeer peer : List.copyOf(peers)) {
      peer.close();
    }
    threads.close();
    assertThat(node.isAlive()).isTrue();
    assertThat(node.errors()).isEmpty();
    assertThat(node.peakMegabytes()).isLessThan(VictimNode.MEMORY_BOUND_MEGABYTES);
  }

  private ScriptedPeer attacker(int attack, int number) throws IOException {
    String source = "127." + (10 + attack) + "." + number % 250 + "." + (1 + number / 250);
    ScriptedPeer peer = ScriptedPeer.dialFrom(source, node.port());
    peers.add(peer);
    return peer;
  }

  private ScriptedPeer greeted(int attack, int number) throws IOException {
    ScriptedPeer peer = attacker(attack, number);
    peer.handshake();
    return peer;
  }

  /** Sends the same bytes until the node has had enough, or so often. */
  private CompletableFuture<Integer> floods(ScriptedPeer peer, byte[] bytes, int times) {
    return threads.call(
        "flood",
        () -> {
          for (int i = 0; i < times; i++) {
            try {
              peer.send(bytes);
            } catch (IOException e) {
              return i;
            }
          }
          return times;
        });
  }

  /** The node may have done so before. */
  private static void hangUp(ScriptedPeer peer) {
    try {
      peer.endOfSpeech();
    } catch (IOException e) {
      assertThat(e).isInstanceOf(java.net.SocketException.class);
    }
  }

  private static byte[] request(String command, Map<String, ?> params) {
    return MsgPackWriter.encode(Map.of("cmd", command, "req_id", 1, "params", params));
  }

  @Test
  void largestMessagesFromManyAtOnce() throws Exception {
    byte[] message = request("ping", Map.of("x", new byte[MsgPackReader.MAX_MESSAGE_BYTES - 100]));
    List<CompletableFuture<Integer>> floods = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      floods.add(floods(greeted(1, i), message, 10));
    }
    assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
    for (CompletableFuture<Integer> flood : floods) {
      assertThat(flood).succeedsWithin(SOON);
    }
  }

  @Test
  void largestMessagesThatNeverEnd() throws Exception {
    byte[] message = request("ping", Map.of("x", new byte[MsgPackReader.MAX_MESSAGE_BYTES - 100]));
    byte[] almost = Arrays.copyOf(message, message.length - 50);
    List<CompletableFuture<Integer>> floods = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      floods.add(floods(greeted(2, i), almost, 1));
    }
    for (CompletableFuture<Integer> flood : floods) {
      assertThat(flood).succeedsWithin(SOON);
    }
    assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
  }

  @Test
  void bytesDrippedIntoHandshakeMessageAndTls() throws Exception {
    byte[] handshake = request("handshake", ScriptedPeer.handshakeFields());
    for (int i = 0; i < 40; i++) {
      attacker(3, i).send(Arrays.copyOf(handshake, 1 + i % 20));
      attacker(4, i).send(Arrays.copyOf(TLS_HELLO_BEGINNING, 1 + i % 9));
      greeted(5, i).send(HexFormat.of().parseHex("83a3636d64a4"));
    }
    for (int round = 0; round < 3; round++) {
      for (ScriptedPeer peer : List.copyOf(peers)) {
        try {
          peer.send(new byte[] {'p'});
        } catch (IOException e) {
          peers.remove(peer);
        }
      }
      assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
    }
  }

  @Test
  void aMillionPeersInOneExchange() throws Exception {
    ScriptedPeer most = greeted(6, 0);
    CompletableFuture<?> unused = floods(most, exchange(1_000_000), 1);
    assertThat(most.readsUntilEnd()).isTrue();
    List<CompletableFuture<Integer>> floods = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      floods.add(floods(greeted(6, i), exchange(100_000), 10));
    }
    for (CompletableFuture<Integer> flood : floods) {
      assertThat(flood).succeedsWithin(SOON);
    }
  }

  private static byte[] exchange(int entries) {
    Random random = new Random(entries);
    List<byte[]> packed = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      byte[] address = new byte[6];
      random.nextBytes(address);
      packed.add(address);
    }
    return request("pex", Map.of("site", node.site(), "peers", packed, "need", 5));
  }

  @Test
  void messagesOfNothing() throws Exception {
    ScriptedPeer noCommand = greeted(7, 0);
    noCommand.send(new byte[] {(byte) 0x80});
    assertThat(noCommand.readsUntilEnd()).isTrue();
    byte[] empty = HexFormat.of().parseHex("81a3636d64a0");
    byte[] thousands = new byte[empty.length * 10_000];
    for (int i = 0; i < thousands.length; i++) {
      thousands[i] = empty[i % empty.length];
    }
    List<CompletableFuture<Integer>> floods = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      floods.add(floods(greeted(7, i), thousands, 50));
    }
    assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
    for (CompletableFuture<Integer> flood : floods) {
      assertThat(flood).succeedsWithin(SOON);
    }
  }

  @Test
  void thoseWhoAskAndNeverRead() throws Exception {
    ByteArrayOutputStream asking = new ByteArrayOutputStream();
    for (int i = 0; i < 128; i++) {
      asking.write(
          request(
              i % 2 == 0 ? "getFile" : "streamFile",
              Map.of(
                  "site",
                  node.site(),
                  "inner_path",
                  "large.bin",
                  "location",
                  0,
                  "read_bytes",
                  1 << 20)));
    }
    List<CompletableFuture<Integer>> floods = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      floods.add(floods(greeted(8, i), asking.toByteArray(), 1));
    }
    for (CompletableFuture<Integer> flood : floods) {
      assertThat(flood).succeedsWithin(SOON);
    }
    assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
  }

  @Test
  void bombsOfNestingAndOfHeadersWithNothingBehind() throws Exception {
    byte[] nested = new byte[100_000];
    Arrays.fill(nested, (byte) 0x91);
    byte[] maps = new byte[400_000];
    Arrays.fill(maps, (byte) 0x80);
    System.arraycopy(HexFormat.of().parseHex("81a178dd00060000"), 0, maps, 0, 8);
    List<byte[]> bombs =
        List.of(
            nested,
            maps,
            HexFormat.of().parseHex("df7fffffff"),
            HexFormat.of().parseHex("81a178dd7fffffff"),
            HexFormat.of().parseHex("81a178db7fffffff"),
            HexFormat.of().parseHex("81a178c67fffffff"),
            HexFormat.of().parseHex("c97fffffff01"));
    int number = 0;
    for (byte[] bomb : bombs) {
      ScriptedPeer peer = greeted(9, number++);
      CompletableFuture<Integer> first = floods(peer, bomb, 1);
      assertThat(peer.readsUntilEnd()).isTrue();
      // The same instead of a greeting.
      ScriptedPeer stranger = attacker(9, number++);
      assertThat(first).succeedsWithin(SOON);
      assertThat(floods(stranger, bomb, 1)).succeedsWithin(SOON);
      hangUp(stranger);
      assertThat(stranger.readsUntilEnd()).isTrue();
    }
    // Headers that promise what may come: their memory is taken when it comes.
    for (int i = 0; i < 20; i++) {
      greeted(10, i).send(HexFormat.of().parseHex("81a178c6004fff00"));
      greeted(11, i).send(HexFormat.of().parseHex("81a178dd0003d000"));
    }
  }

  @Test
  void answersNobodyAskedForAndVersionsThatLie() throws Exception {
    ScriptedPeer stream = greeted(12, 0);
    stream.answer(99, Map.of("stream_bytes", 1L << 40, "size", 1, "location", 1));
    assertThat(stream.readsUntilEnd()).isTrue();
    ScriptedPeer many = greeted(12, 1);
    byte[] answer = MsgPackWriter.encode(Map.of("cmd", "response", "to", 12345));
    assertThat(floods(many, answer, 50_000)).succeedsWithin(SOON).isEqualTo(50_000);
    Map<String, Object> lies = new java.util.LinkedHashMap<>(ScriptedPeer.handshakeFields());
    lies.put("version", "x".repeat(1 << 20));
    lies.put("rev", Long.MAX_VALUE);
    lies.put("protocol", List.of(1, 2));
    lies.put("onion", "a".repeat(1 << 20));
    lies.put("port_opened", "maybe");
    lies.put("crypt_supported", Map.of("tls-rsa", "no"));
    lies.put("time", -1e300);
    for (int i = 2; i < 20; i++) {
      ScriptedPeer liar = attacker(12, i);
      liar.request("handshake", Long.MAX_VALUE, lies);
      assertThat(liar.next().text("version")).isEqualTo("0.7.2");
      liar.request("ping", -5, Map.of());
      assertThat(liar.next().integer("to")).hasValue(-5);
      liar.request("ping", -5, Map.of());
      assertThat(liar.next().integer("to")).hasValue(-5);
    }
  }

  @Test
  void tlsThatNegotiatesAgainOrHangsUpHalfway() throws Exception {
    for (int i = 0; i < 8; i++) {
      ScriptedPeer peer = attacker(13, i);
      peer.startTls(TestPeer.newTls());
      peer.handshake();
      hangUp(peer);
      assertThat(peer.readsUntilEnd()).isTrue();
      ScriptedPeer garbled = attacker(14, i);
      garbled.startTls(TestPeer.newTls());
      garbled.sendBelowTls(new byte[1 << 16]);
      assertThat(garbled.readsUntilEnd()).isTrue();
    }
    ScriptedPeer again = attacker(15, 0);
    again.startTls(TestPeer.newTls(), "TLSv1.2");
    again.handshake();
    assertThat(again.isRefusedAnotherTlsHandshake()).isTrue();
  }

  @Test
  void aThousandConnectionsFromOneAddress() throws Exception {
    List<CompletableFuture<Integer>> knocking = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      knocking.add(
          threads.call(
              "knock",
              () -> {
                int open = 0;
                for (int j = 0; j < 250; j++) {
                  ScriptedPeer peer = ScriptedPeer.dialFrom("127.99.0.1", node.port());
                  peers.add(peer);
                  open++;
                }
                return open;
              }));
    }
    for (CompletableFuture<Integer> one : knocking) {
      assertThat(one.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(250);
    }
    assertThat(visitor.isServed(PAGES_MEANWHILE)).isTrue();
    greeted(16, 0).request("ping", 1, Map.of());
    assertThat(peers.get(peers.size() - 1).next().text("body")).isEqualTo("Pong!");
  }

  @Test
  void randomBytesFromManyNetworks() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = new byte[1 + random.nextInt(5000)];
      random.nextBytes(bytes);
      ScriptedPeer peer = i % 2 == 0 ? attacker(17, i) : greeted(18, i);
      CompletableFuture<?> unused = floods(peer, bytes, 1);
      if (i % 3 == 0) {
        peer.close();
      }
    }
    assertThat(visitor.isServed(PAGES_MEANWHILE)).as("seed %d", seed).isTrue();
  }
}
