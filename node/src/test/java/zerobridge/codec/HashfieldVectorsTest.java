package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;

/** Hashfields must be packed as the reference packs them, and be read back. */
class HashfieldVectorsTest {
  static Stream<JsonObject> vectors() {
    return Vectors.cases(Vectors.json("peer/hashfield.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void packsAsRecorded(JsonObject vector) throws ProtocolException {
    Hashfield field = Hashfield.EMPTY;
    for (JsonElement hash : vector.getAsJsonArray("hashes")) {
      field = field.with(Hashfield.idOf(hash.getAsString()));
    }
    String packed = vector.get("hashfield_raw_hex").getAsString();
    assertThat(field.ids()).isEqualTo(numbers(vector, "hash_ids"));
    assertThat(HexFormat.of().formatHex(field.pack())).isEqualTo(packed);
    Hashfield read = Hashfield.unpack(HexFormat.of().parseHex(packed));
    assertThat(read.ids()).isEqualTo(numbers(vector, "reparsed"));
    assertThat(read).isEqualTo(field);
  }

  private static List<Integer> numbers(JsonObject vector, String key) {
    List<Integer> numbers = new ArrayList<>();
    vector.getAsJsonArray(key).forEach(number -> numbers.add(number.getAsInt()));
    return numbers;
  }

  @Test
  void refusesAnOddLengthAsRecorded() {
    assertThat(Vectors.json("peer/hashfield.json").getAsJsonObject().get("odd_length_3"))
        .hasToString("\"ValueError: bytes length not a multiple of item size\"");
    assertThatThrownBy(() -> Hashfield.unpack(new byte[3])).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesMoreEntriesThanThereAreIds() throws ProtocolException {
    assertThat(Hashfield.unpack(new byte[2 * Hashfield.MAX_ENTRIES]).size()).isEqualTo(1);
    assertThatThrownBy(() -> Hashfield.unpack(new byte[2 * Hashfield.MAX_ENTRIES + 2]))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void addsAndTakesAwayWithoutChangingTheOriginal() {
    Hashfield three = Hashfield.of(List.of(7, 65535, 0, 7));
    assertThat(three.ids()).containsExactly(7, 65535, 0);
    assertThat(three.without(7).ids()).containsExactly(65535, 0);
    assertThat(three.contains(7)).isTrue();
    assertThat(three.contains(65535 + 8)).isFalse();
    assertThat(three.contains(-1)).isFalse();
  }
}
