package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.Piecefield;
import zerobridge.content.ManifestSigner;
import zerobridge.content.Piecemap;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.Hashes;
import zerobridge.io.InnerPath;
import zerobridge.peer.ScriptedPeer;

/** What a node with a part of a big file tells and gives to others. */
class BigFileServingTest {
  @TempDir Path folder;
  private TestNode seeder;
  private TestNode visitor;
  private BigSite sample;
  private Site site;

  @BeforeEach
  void start() throws IOException {
    seeder = TestNode.start(folder.resolve("seeder"));
    visitor = TestNode.start(folder.resolve("visitor"));
    sample = BigSite.on(seeder);
    site = visitor.visit(sample.address(), seeder.address());
    try (BigFileReader reader = site.openBig(BigSite.VIDEO).orElseThrow()) {
      await(reader.await(5L * BigSite.PIECE));
      await(site.settled());
    }
  }

  @AfterEach
  void stop() {
    visitor.close();
    seeder.close();
  }

  private ScriptedPeer dial(TestNode node) throws IOException {
    ScriptedPeer peer = ScriptedPeer.dial(node.network().localPort());
    peer.handshake();
    return peer;
  }

  private Message ask(ScriptedPeer peer, String command, long location, int bytes)
      throws IOException {
    Map<String, @Nullable Object> params = new HashMap<>();
    params.put("site", sample.address().value());
    params.put("inner_path", BigSite.VIDEO.value());
    params.put("location", location);
    params.put("read_bytes", bytes);
    params.put("file_size", BigSite.SIZE);
    peer.request(command, 7, params);
    return answer(peer);
  }

  /** The node may ask something meanwhile. */
  private static Message answer(ScriptedPeer peer) throws IOException {
    Message message = peer.next();
    while (!"response".equals(message.text("cmd"))) {
      message = peer.next();
    }
    return message;
  }

  @Test
  void onlyCompletePiecesAreGiven() throws IOException {
    try (ScriptedPeer peer = dial(visitor)) {
      Message here = ask(peer, "streamFile", 6L * BigSite.PIECE + 10, BigSite.PIECE);
      assertThat(here.integer("stream_bytes")).hasValue(BigSite.PIECE);
      assertThat(peer.raw(BigSite.PIECE))
          .isEqualTo(
              Arrays.copyOfRange(sample.video, 6 * BigSite.PIECE + 10, 7 * BigSite.PIECE + 10));

      Message end = ask(peer, "streamFile", 8L * BigSite.PIECE - 10, BigSite.PIECE);
      assertThat(end.integer("stream_bytes")).hasValue(10);
      peer.raw(10);

      for (long hole : new long[] {0, 4L * BigSite.PIECE, 8L * BigSite.PIECE, BigSite.SIZE - 1}) {
        assertThat(ask(peer, "getFile", hole, 1000).text("error"))
            .isEqualTo("File read error: File not readable at position: " + hole);
      }
    }
  }

  private Message fields(TestNode node) throws IOException {
    try (ScriptedPeer peer = dial(node)) {
      peer.request("getPiecefields", 8, Map.of("site", sample.address().value()));
      return Objects.requireNonNull(answer(peer).map("piecefields_packed"));
    }
  }

  private Piecefield field(TestNode node) throws IOException {
    byte[] packed = Objects.requireNonNull(fields(node).bytes(sample.root()));
    return Piecefield.unpack(packed, BigSite.PIECES);
  }

  @Test
  void piecefieldsTellWhatIsHere() throws IOException {
    assertThat(field(visitor).present()).containsExactly(5, 6, 7);
    assertThat(field(seeder).isComplete()).isTrue();
  }

  @Test
  void whatAPeerTellsOfItsPiecesIsUsed() throws IOException {
    try (ScriptedPeer peer = dial(visitor)) {
      byte[] packed = Piecefield.none(BigSite.PIECES).with(3).pack();
      Map<String, Object> params =
          Map.of(
              "site",
              sample.address().value(),
              "piecefields_packed",
              Map.of(sample.root(), packed));
      peer.request("setPiecefields", 9, params);

      assertThat(answer(peer).text("ok")).isEqualTo("Updated");
      BigFile file = visitor.sites().served(sample.address()).orElseThrow().bigFiles.used().get(0);
      assertThat(visitor.sites().served(sample.address()).orElseThrow().peers.all())
          .anySatisfy(each -> assertThat(each.pieces.of(file).present()).containsExactly(3));
    }
  }

  @Test
  void aNewVersionDropsThePiecesOfTheOldOne() throws IOException {
    byte[] next = sample.video.clone();
    new Random(1).nextBytes(next);
    Files.write(sample.site.file(BigSite.VIDEO), next);
    String before = sample.root();
    await(sample.site.sign(InnerPath.ROOT_MANIFEST, sample.owner, new JsonObject()));
    await(site.update());
    await(site.settled());

    assertThat(site.openBig(BigSite.VIDEO).orElseThrow().bytesPresent()).isZero();
    assertThat(site.file(BigSite.VIDEO)).doesNotExist();
    assertThat(fields(visitor).has(before)).isFalse();
    assertThat(await(site.need(BigSite.VIDEO, 6))).isTrue();
    assertThat(Files.readAllBytes(site.file(BigSite.VIDEO))).isEqualTo(next);
  }

  @Test
  void w26FilesOfMoreThanTenThousandPiecesAreSharedToo() throws IOException {
    int pieces = 10_050;
    int pieceSize = 100;
    byte[] content = new byte[pieces * pieceSize - 7];
    new Random(26).nextBytes(content);
    BitcoinKey key = BitcoinKey.generate(new SecureRandom());
    Path made = Files.createDirectories(folder.resolve("seeder").resolve(key.address().value()));
    Path file = Files.write(made.resolve("many.bin"), content);
    Piecemap piecemap = Piecemap.of(file, pieceSize);
    byte[] encoded = encoded(content, pieceSize);
    Files.write(made.resolve("many.bin.piecemap.msgpack"), encoded);
    JsonObject optional = new JsonObject();
    optional.add("many.bin", node(piecemap.root(), content.length));
    optional.getAsJsonObject("many.bin").addProperty("piecemap", "many.bin.piecemap.msgpack");
    optional.getAsJsonObject("many.bin").addProperty("piece_size", pieceSize);
    optional.add("many.bin.piecemap.msgpack", node(Hashes.sha512Half(encoded), encoded.length));
    JsonObject root = new JsonObject();
    root.addProperty("optional", "many.*");
    root.add("files_optional", optional);
    ManifestSigner signer =
        new ManifestSigner(
            key.address(), made, path -> null, Clock.systemUTC(), (path, sha512, now) -> true);
    Files.write(
        made.resolve("content.json"), signer.sign(InnerPath.ROOT_MANIFEST, key, root).bytes());
    InnerPath many = InnerPath.parse("many.bin");
    Site own = seeder.sites().open(key.address());
    await(own.settled());
    await(own.need(many, 6));

    Site copy = visitor.visit(key.address(), seeder.address());
    assertThat(own.isPresent(many)).isTrue();
    try (BigFileReader reader = copy.openBig(many).orElseThrow()) {
      await(reader.await(content.length - 1));
      await(copy.settled());
      assertThat(reader.bytesPresent()).isLessThan(1000);
    }
  }

  private static JsonObject node(String sha512, long size) {
    JsonObject node = new JsonObject();
    node.addProperty("sha512", sha512);
    node.addProperty("size", size);
    return node;
  }

  private static byte[] encoded(byte[] content, int pieceSize) {
    java.util.List<byte[]> hashes = new java.util.ArrayList<>();
    for (int from = 0; from < content.length; from += pieceSize) {
      byte[] piece = Arrays.copyOfRange(content, from, Math.min(content.length, from + pieceSize));
      hashes.add(java.util.HexFormat.of().parseHex(Hashes.sha512Half(piece)));
    }
    return MsgPackWriter.encode(Map.of("many.bin", Map.of("sha512_pieces", hashes)));
  }
}
