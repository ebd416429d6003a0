package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.io.Threads;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\ufeff{}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "01",
        "-",
        "1.",
        ".5",
        "+1",
        "1e",
        "0x1",
        "TRUE",
        "nul",
        "-NaN",
        "\"a",
        "\"\u0001\"",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "{\"a\" 1}",
        "{} {}",
        "// c\n{}",
        "[\u00a01]"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void nestsToTheLimitOnSmallStacksAndNoDeeper() throws Exception {
    String fits = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);
    try (Threads threads = new Threads("test")) {
      String again =
          threads
              .call("deep", () -> CanonicalJson.text(Json.parse(fits)))
              .get(10, TimeUnit.SECONDS);
      assertThat(again).isEqualTo(fits);
    }
    assertThatThrownBy(() -> Json.parse("[" + fits + "]")).hasMessageContaining("deeper");
  }

  @Test
  void limitsTheDigitsOfIntegers() throws Exception {
    String longest = "9".repeat(JsonReader.MAX_INTEGER_DIGITS);
    assertThat(Json.parse(longest).getAsBigInteger()).isEqualTo(new BigInteger(longest));
    assertThatThrownBy(() -> Json.parse(longest + "9")).hasMessageContaining("digits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void readsEveryUnicodeEncodingWithAndWithoutMark(String charset) throws Exception {
    for (String mark : new String[] {"", "\ufeff"}) {
      byte[] bytes = (mark + "{\"é\": \"😀\"}").getBytes(Charset.forName(charset));
      assertThat(Json.parseObject(bytes).get("é").getAsString()).isEqualTo("😀");
    }
  }

  @Test
  void refusesBytesThatAreNoText() {
    assertThatThrownBy(() -> Json.parse(new byte[] {'"', (byte) 0xc3, '"'}))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void printsRandomDoublesSoThatTheyReadBack() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      String text = CanonicalJson.text(new JsonPrimitive(value));
      if (!Double.isNaN(value)) {
        assertThat(Json.parse(text).getAsDouble()).isEqualTo(value);
        assertThat(text.length()).isLessThanOrEqualTo(Double.toString(value).length() + 4);
      }
    }
  }
}
