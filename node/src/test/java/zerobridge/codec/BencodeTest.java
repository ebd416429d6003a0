package zerobridge.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {
  private static Object decode(String text) throws ProtocolException {
    return Bencode.decode(text.getBytes(ISO_8859_1));
  }

  @Test
  void readsAllKinds() throws ProtocolException {
    assertThat(decode("i-42e")).isEqualTo(-42L);
    assertThat(decode("le")).isEqualTo(List.of());
    assertThat((byte[]) decode("3:\u0000\u00ff:")).containsExactly(0, 255, ':');
    assertThat(decode("d1:ai1e1:bli2ei3eee")).isEqualTo(Map.of("a", 1L, "b", List.of(2L, 3L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "i",
        "i1",
        "ie",
        "i-e",
        "i1.5e",
        "i99999999999999999999e",
        "4:abc",
        "-1:a",
        "l",
        "d1:a",
        "di1ei2ee",
        "x",
        "i1ei2e",
        "9223372036854775807:a",
        "00000000000000000000001:a",
        "e"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> decode(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesDepthAndNumberOfValues() throws ProtocolException {
    int deep = Bencode.MAX_DEPTH;
    assertThat(decode("l".repeat(deep) + "e".repeat(deep))).isInstanceOf(List.class);
    assertThatThrownBy(() -> decode("l".repeat(100_000))).hasMessageContaining("deeper");
    String many = "l" + "le".repeat(Bencode.MAX_VALUES) + "e";
    assertThatThrownBy(() -> decode(many)).hasMessageContaining("values");
  }

  @Test
  void writesWhatItReads() throws ProtocolException {
    byte[] bytes = Bencode.encode(Map.of("b", List.of(1, "x"), "a", new byte[] {7}));
    assertThat(new String(bytes, ISO_8859_1)).isEqualTo("d1:a1:\u00071:bli1e1:xee");
    assertThat(Bencode.decodeDictionary(bytes)).containsKeys("a", "b");
  }
}
