package zerobridge.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.math.BigInteger;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;

class MasterSeedVectorsTest {
  @TestFactory
  Stream<DynamicTest> keysOfSeeds() {
    return Vectors.cases(Vectors.json("content/hd-keys.json"))
        .map(
            c ->
                DynamicTest.dynamicTest(c.get("master_address").getAsString(), () -> checkSeed(c)));
  }

  private static void checkSeed(JsonObject c) {
    MasterSeed seed = MasterSeed.parse(c.get("master_seed").getAsString());
    assertThat(seed.masterAddress()).hasToString(c.get("master_address").getAsString());
    assertThat(seed.toString()).doesNotContain(c.get("master_seed").getAsString());
    Vectors.cases(c.get("sites"))
        .forEach(
            s -> {
              BitcoinKey key = seed.authKey(SiteAddress.parse(s.get("site").getAsString()));
              assertThat(key.wif()).isEqualTo(s.get("auth_privatekey").getAsString());
              assertThat(key.address()).hasToString(s.get("auth_address").getAsString());
            });
    Vectors.cases(c.get("site_keys_by_index"))
        .forEach(
            s -> {
              BitcoinKey key = seed.key(new BigInteger(s.get("index").getAsString()));
              assertThat(key.wif()).isEqualTo(s.get("privatekey").getAsString());
              assertThat(key.address()).hasToString(s.get("address").getAsString());
            });
    Vectors.cases(c.get("encrypt_keys"))
        .forEach(
            s -> {
              BitcoinKey key = seed.key(BigInteger.valueOf(s.get("child").getAsLong()));
              assertThat(key.wif()).isEqualTo(s.get("privatekey").getAsString());
              assertThat(key.compressedPublicKey())
                  .isEqualTo(Base64.getDecoder().decode(s.get("publickey").getAsString()));
            });
  }
}
