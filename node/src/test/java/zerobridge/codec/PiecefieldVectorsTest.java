package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;

/** Piecefields must be packed as the reference packs them, as far as it can read that itself. */
class PiecefieldVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  static Stream<JsonObject> vectors() {
    return Vectors.cases(Vectors.json("peer/piecefield.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void packsAsRecorded(JsonObject vector) throws ProtocolException {
    int pieces = vector.get("num_pieces").getAsInt();
    Piecefield field = field(vector, pieces);
    byte[] recorded = HEX.parseHex(vector.get("packed_hex").getAsString());
    assertThat(Piecefield.unpack(recorded, pieces)).isEqualTo(field);
    assertThat(Piecefield.unpack(field.pack(), pieces)).isEqualTo(field);
    if (vector.get("roundtrip_ok").getAsBoolean()) {
      assertThat(HEX.formatHex(field.pack())).isEqualTo(HEX.formatHex(recorded));
    } else {
      // The reference can't read what it wrote; ours is in parts that it can.
      assertThat(longestRun(field.pack())).isLessThanOrEqualTo(Piecefield.MAX_RUN);
    }
  }

  private static Piecefield field(JsonObject vector, int pieces) {
    BitSet bits = new BitSet();
    boolean present = vector.get("first").getAsString().equals("1");
    int position = 0;
    for (JsonElement run : vector.getAsJsonArray("bits_rle")) {
      bits.set(position, position + run.getAsInt(), present);
      position += run.getAsInt();
      present = !present;
    }
    assertThat(position).isEqualTo(pieces);
    return Piecefield.of(bits, pieces);
  }

  private static int longestRun(byte[] packed) {
    int longest = 0;
    for (int i = 0; i < packed.length; i += 2) {
      longest = Math.max(longest, (packed[i] & 0xff) | (packed[i + 1] & 0xff) << 8);
    }
    return longest;
  }

  @Test
  void setsPiecesAsRecorded() {
    JsonArray steps =
        Vectors.json("peer/piecefield.json")
            .getAsJsonObject()
            .getAsJsonArray("set_bit_sequence_on_empty");
    Piecefield field = Piecefield.none(8);
    for (JsonElement step : steps) {
      field = field.with(step.getAsJsonArray().get(0).getAsInt());
      String expected = step.getAsJsonArray().get(1).getAsString();
      for (int piece = 0; piece < field.pieces(); piece++) {
        boolean there = piece < expected.length() && expected.charAt(piece) == '1';
        assertThat(field.has(piece)).isEqualTo(there);
      }
    }
  }

  /** W26: the reference takes any field with a run above 10,000 for an empty one. */
  @Test
  void w26RunsAboveTenThousandAreWrittenInPartsThatEveryNodeReads() throws ProtocolException {
    assertThat(HEX.formatHex(Piecefield.all(10_001).pack())).isEqualTo("102700000100");
    assertThat(HEX.formatHex(Piecefield.none(20_001).pack()))
        .isEqualTo("0000102700001027" + "00000100");
    assertThat(Piecefield.unpack(Piecefield.all(200_000).pack(), 200_000).isComplete()).isTrue();
    assertThat(Piecefield.unpack(HEX.parseHex("1127"), 10_001).isComplete()).isTrue();
  }

  @Test
  void refusesFieldsThatDontFitTheirFile() {
    assertThatThrownBy(() -> Piecefield.unpack(HEX.parseHex("0b00"), 10))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Piecefield.unpack(HEX.parseHex("05000600"), 10))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Piecefield.unpack(new byte[3], 10))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> Piecefield.unpack(new byte[46], 10))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void takesPiecesThatAFieldDoesntMentionForMissing() throws ProtocolException {
    Piecefield field = Piecefield.unpack(HEX.parseHex("0200"), 5);
    assertThat(field.missing()).containsExactly(2, 3, 4);
    assertThat(field.cardinality()).isEqualTo(2);
    assertThat(field.isComplete()).isFalse();
  }

  @Test
  void readsBackWhatItPacks() throws ProtocolException {
    long seed = 20_260_801;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      int pieces = random.nextInt(40_000);
      BitSet bits = new BitSet();
      for (int position = 0; position < pieces; ) {
        int end = Math.min(pieces, position + 1 + random.nextInt(1 + random.nextInt(25_000)));
        bits.set(position, end, random.nextBoolean());
        position = end;
      }
      Piecefield field = Piecefield.of(bits, pieces);
      byte[] packed = field.pack();
      assertThat(Piecefield.unpack(packed, pieces)).as("seed " + seed).isEqualTo(field);
      assertThat(longestRun(packed)).isLessThanOrEqualTo(Piecefield.MAX_RUN);
    }
  }
}
