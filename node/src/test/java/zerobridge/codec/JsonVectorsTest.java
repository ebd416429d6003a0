package zerobridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;
import zerobridge.crypto.Hashes;

class JsonVectorsTest {
  @TestFactory
  Stream<DynamicTest> canonicalText() {
    return Vectors.cases(Vectors.json("content/canonical-json.json"))
        .map(c -> DynamicTest.dynamicTest(c.get("name").getAsString(), () -> checkCanonical(c)));
  }

  private static void checkCanonical(JsonObject c) throws Exception {
    JsonObject parsed = Json.parseObject(c.get("input").getAsString());
    parsed.remove("sign");
    parsed.remove("signs");
    String signed = CanonicalJson.text(parsed);
    assertThat(signed).isEqualTo(c.get("signed").getAsString());
    assertThat(HexFormat.of().formatHex(Hashes.sha256(CanonicalJson.bytes(parsed))))
        .isEqualTo(c.get("signed_sha256").getAsString());
    assertThat(CanonicalJson.indentedLength(parsed)).isEqualTo(c.get("indent1_length").getAsLong());
  }

  @TestFactory
  Stream<DynamicTest> floats() {
    return Vectors.lines("content/float-repr.tsv")
        .map(line -> line.split("\t", -1))
        .map(
            f ->
                DynamicTest.dynamicTest(
                    f[1],
                    () ->
                        assertThat(
                                CanonicalJson.number(
                                    Double.longBitsToDouble(Long.parseUnsignedLong(f[0], 16))))
                            .isEqualTo(f[1])));
  }

  @TestFactory
  Stream<DynamicTest> prettyText() {
    return Vectors.cases(Vectors.json("content/pretty-json.json"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("name").getAsString(),
                    () ->
                        assertThat(PrettyJson.text(Json.parse(c.get("input").getAsString())))
                            .isEqualTo(c.get("output").getAsString())));
  }
}
