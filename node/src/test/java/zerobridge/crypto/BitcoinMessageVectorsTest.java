package zerobridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;

class BitcoinMessageVectorsTest {
  private static final JsonObject FILE =
      Vectors.json("content/bitcoin-message.json").getAsJsonObject();

  @TestFactory
  Stream<DynamicTest> keys() {
    return Vectors.cases(FILE.get("keys"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("address").getAsString(),
                    () -> {
                      BitcoinKey key = BitcoinKey.fromWif(c.get("wif").getAsString());
                      assertThat(key.hex()).isEqualTo(c.get("private_hex").getAsString());
                      assertThat(key.wif()).isEqualTo(c.get("wif").getAsString());
                      assertThat(HexFormat.of().formatHex(key.publicKey()))
                          .isEqualTo(c.get("public_hex").getAsString());
                      assertThat(key.address()).hasToString(c.get("address").getAsString());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> hexKeys() {
    return Vectors.cases(FILE.get("hex_private_keys"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("address").getAsString(),
                    () ->
                        assertThat(
                                BitcoinKey.parse(c.get("privatekey_hex").getAsString()).address())
                            .hasToString(c.get("address").getAsString())));
  }

  @TestFactory
  Stream<DynamicTest> invalidKeys() {
    return Vectors.cases(FILE.get("invalid_private_keys"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "key " + c.get("privatekey"),
                    () ->
                        assertThatThrownBy(
                                () -> BitcoinKey.parse(c.get("privatekey").getAsString()))
                            .isInstanceOf(IllegalArgumentException.class)));
  }

  @TestFactory
  Stream<DynamicTest> signatures() {
    return Vectors.cases(FILE.get("signatures"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("signature").getAsString(),
                    () -> {
                      byte[] message = message(c);
                      BitcoinKey key = BitcoinKey.fromWif(c.get("wif").getAsString());
                      String signature = c.get("signature").getAsString();
                      assertThat(HexFormat.of().formatHex(BitcoinMessage.digest(message)))
                          .isEqualTo(c.get("digest").getAsString());
                      assertThat(key.sign(message)).isEqualTo(signature);
                      assertThat(BitcoinMessage.signer(message, signature))
                          .hasValue(c.get("address").getAsString());
                    }));
  }

  private static byte[] message(JsonObject c) {
    if (c.has("message")) {
      return c.get("message").getAsString().getBytes(StandardCharsets.UTF_8);
    }
    JsonArray repeat = c.get("message_repeat").getAsJsonArray();
    return repeat
        .get(0)
        .getAsString()
        .repeat(repeat.get(1).getAsInt())
        .getBytes(StandardCharsets.UTF_8);
  }

  @TestFactory
  Stream<DynamicTest> verification() {
    return Vectors.cases(FILE.get("verify"))
        .map(c -> DynamicTest.dynamicTest(c.get("name").getAsString(), () -> checkVerify(c)));
  }

  private static void checkVerify(JsonObject c) {
    byte[] message = c.get("message").getAsString().getBytes(StandardCharsets.UTF_8);
    String signature = c.get("signature").getAsString();
    JsonElement address = c.get("address");
    List<String> addresses = new ArrayList<>();
    if (address.isJsonArray()) {
      address.getAsJsonArray().forEach(a -> addresses.add(a.getAsString()));
    } else {
      addresses.add(address.getAsString());
      assertThat(BitcoinMessage.isSignedBy(message, signature, address.getAsString()))
          .isEqualTo(c.get("required_result").getAsBoolean());
    }
    assertThat(BitcoinMessage.isSignedBy(message, signature, addresses))
        .isEqualTo(c.get("required_result").getAsBoolean());
  }
}
