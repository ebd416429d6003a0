package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.codec.MsgPackWriter;
import zerobridge.io.InnerPath;

/** Piecemaps that the reference and other programs wrote, and such as nobody may write. */
class PiecemapVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonObject BIGFILE = Vectors.json("content/bigfile.json").getAsJsonObject();

  @TempDir Path folder;

  static Stream<JsonObject> files() {
    return Vectors.cases(BIGFILE.get("files"));
  }

  static Stream<JsonObject> trees() {
    return Vectors.cases(BIGFILE.get("merkle"));
  }

  private static FileEntry entry(String name, String root, long size, long pieceSize) {
    return new FileEntry(
        InnerPath.parse("big/" + name),
        InnerPath.ROOT_MANIFEST,
        root,
        size,
        true,
        new FileEntry.Pieces(InnerPath.parse("big/" + name + Piecemap.SUFFIX), pieceSize));
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (i * 31 + i / 251);
    }
    return content;
  }

  private static List<String> texts(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsString)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("files")
  void hashesFilesAsTheReference(JsonObject known) throws IOException {
    String name = known.get("piecemap_key").getAsString();
    byte[] content = content(known.get("size").getAsInt());
    Path file = Files.write(folder.resolve("file"), content);

    Piecemap made = Piecemap.of(file, known.get("piece_size").getAsInt());

    assertThat(made.root()).isEqualTo(known.get("merkle_root").getAsString());
    assertThat(HEX.formatHex(made.encoded(name)))
        .isEqualTo(known.get("piecemap_hex").getAsString());
  }

  @ParameterizedTest
  @MethodSource("files")
  void knowsEachPieceAndNoOther(JsonObject known) throws IOException {
    String name = known.get("piecemap_key").getAsString();
    byte[] content = content(known.get("size").getAsInt());
    FileEntry entry =
        entry(
            name,
            known.get("merkle_root").getAsString(),
            content.length,
            known.get("piece_size").getAsLong());
    PieceLayout layout = PieceLayout.of(entry);

    Piecemap read = Piecemap.parse(HEX.parseHex(known.get("piecemap_hex").getAsString()), entry);

    assertThat(read.count()).isEqualTo(layout.count()).isEqualTo(texts(known.get("pieces")).size());
    for (int i = 0; i < layout.count(); i++) {
      int from = (int) layout.offset(i);
      byte[] piece = Arrays.copyOfRange(content, from, from + layout.length(i));
      assertThat(read.isPiece(i, piece, piece.length)).isTrue();
      piece[piece.length / 2]++;
      assertThat(read.isPiece(i, piece, piece.length)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("trees")
  void findsTheRootOfAnyNumberOfPieces(JsonObject known) throws IOException {
    List<byte[]> leaves = texts(known.get("leaves")).stream().map(HEX::parseHex).toList();
    String root = known.get("root").getAsString();
    byte[] encoded = MsgPackWriter.encode(Map.of("x", Map.of("sha512_pieces", leaves)));

    assertThat(Piecemap.parse(encoded, entry("x", root, leaves.size(), 1)).root()).isEqualTo(root);
  }

  @Test
  void readsWhatAnotherProgramWrote() throws IOException {
    JsonObject real = BIGFILE.getAsJsonObject("real_piecemap");
    int pieces = texts(real.get("pieces")).size();
    FileEntry entry =
        entry(
            real.get("key").getAsString(),
            real.get("merkle_root").getAsString(),
            pieces * (1L << 20),
            1 << 20);

    byte[] encoded = HEX.parseHex(real.get("piecemap_hex").getAsString());
    assertThat(Piecemap.parse(encoded, entry).count()).isEqualTo(pieces);
  }

  @Test
  void readsHashesThatWereWrittenAsText() throws IOException {
    byte[] encoded = HEX.parseHex(BIGFILE.get("old_str_piecemap_hex").getAsString());
    byte[] one = new byte[32];
    Arrays.fill(one, (byte) 1);
    byte[] two = new byte[32];
    Arrays.fill(two, (byte) 2);
    byte[] modern =
        MsgPackWriter.encode(Map.of("big.mp4", Map.of("sha512_pieces", List.of(one, two))));
    String root = rootOf(modern);

    assertThat(Piecemap.parse(encoded, entry("big.mp4", root, 2, 1)).root()).isEqualTo(root);
  }

  /** Asks for a wrong root first: the merkle vectors prove how it is computed. */
  private static String rootOf(byte[] encoded) throws IOException {
    byte[] both = new byte[64];
    Arrays.fill(both, 0, 32, (byte) 1);
    Arrays.fill(both, 32, 64, (byte) 2);
    String root = zerobridge.crypto.Hashes.sha512Half(both);
    assertThat(Piecemap.parse(encoded, entry("big.mp4", root, 2, 1)).count()).isEqualTo(2);
    return root;
  }

  @Test
  void theReferencesOwnPiecemap() throws IOException {
    JsonObject known = Vectors.json("peer/piecemap.json").getAsJsonObject();
    byte[] content =
        ("0123456789abcdef".repeat(131072) + "tail").getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("bigfile.bin"), content);

    Piecemap made = Piecemap.of(file, known.get("piece_size").getAsInt());

    assertThat(made.root()).isEqualTo(known.get("merkle_root").getAsString());
    assertThat(HEX.formatHex(made.encoded("bigfile.bin")))
        .isEqualTo(known.get("piecemap_msgpack_hex").getAsString());
  }

  private static byte[] map(String name, int count, int length) {
    return MsgPackWriter.encode(
        Map.of(
            name,
            Map.of(
                "sha512_pieces", Stream.generate(() -> new byte[length]).limit(count).toList())));
  }

  private static void refused(byte[] encoded, String reason) {
    assertThatThrownBy(() -> Piecemap.parse(encoded, entry("x", "ab".repeat(32), 10, 5)))
        .isInstanceOf(ContentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesAPiecemapWhoseHashesDontGiveTheListedRoot() {
    refused(map("x", 2, 32), "its root is not the listed one");
  }

  @Test
  void refusesPiecemapsThatAreWrongOrMalformed() {
    refused(map("x", 3, 32), "doesn't list 2 pieces");
    refused(map("y", 2, 32), "doesn't list 2 pieces");
    refused(map("x", 2, 31), "wrong length");
    refused(new byte[] {(byte) 0x91, 1}, "malformed");
    refused(new byte[] {(byte) 0x82, (byte) 0xa1}, "too early");
    refused(new byte[0], "doesn't list");
  }

  @Test
  void refusesLayoutsThatNobodyCouldUse() {
    assertThatThrownBy(() -> PieceLayout.of(entry("x", "", 1L << 30, 1L << 21)))
        .hasMessageContaining("at most 1048576");
    assertThatThrownBy(() -> PieceLayout.of(entry("x", "", 1L << 30, 1)))
        .hasMessageContaining("at most 200000");
  }

  @Test
  void theLastPieceMayBeShorter() throws IOException {
    PieceLayout layout = PieceLayout.of(entry("x", "", 1025, 512));

    assertThat(layout.count()).isEqualTo(3);
    assertThat(layout.length(1)).isEqualTo(512);
    assertThat(layout.length(2)).isEqualTo(1);
    assertThat(layout.at(1024)).isEqualTo(2);
    assertThat(layout.at(1023)).isEqualTo(1);
  }
}
