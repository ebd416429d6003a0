package zerobridge.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import zerobridge.Vectors;
import zerobridge.crypto.OnionKey;
import zerobridge.crypto.OnionSignature;

/** Onion keys as Tor writes them: what follows from them is what Tor and verifiers expect. */
class OnionKeyVectorsTest {
  private static final HexFormat HEX = HexFormat.of();
  private final JsonObject recorded = Vectors.json("peer/onion_v3.json").getAsJsonObject();
  private final OnionKey key = OnionKey.fromTor(text("tor_ADD_ONION_private_key"));
  private final byte[] message = text("onion_sign_this").getBytes(US_ASCII);

  private String text(String name) {
    return recorded.get(name).getAsString();
  }

  private byte[] hex(String name) {
    return HEX.parseHex(text(name));
  }

  @Test
  void w12TorsExpandedKeyIsNotHashedAgain() {
    assertThat(key.publicKey())
        .isEqualTo(hex("public_key_hex"))
        .isNotEqualTo(hex("conservancy_public_key_hex"));
    PeerAddress.Onion onion = PeerAddress.Onion.of(key.publicKey(), 15441);
    assertThat(onion.host()).isEqualTo(text("onion"));
    assertThat(PackedAddress.pack(onion)).isEqualTo(hex("packed_with_port_15441_hex"));
    assertThat(key.sign(message)).isEqualTo(hex("signature_hex"));
  }

  @Test
  void theSeedGivesTheSameKey() {
    OnionKey same = OnionKey.fromSeed(hex("seed_hex"));
    assertThat(same.publicKey()).isEqualTo(key.publicKey());
    assertThat(same.sign(message)).isEqualTo(key.sign(message));
  }

  @Test
  void onlyTheRightSignatureIsTaken() {
    byte[] signature = hex("signature_hex");
    assertThat(OnionSignature.isValid(key.publicKey(), message, signature)).isTrue();
    assertThat(OnionSignature.isValid(key.publicKey(), "1700000001".getBytes(US_ASCII), signature))
        .isFalse();
    assertThat(OnionSignature.isValid(hex("conservancy_public_key_hex"), message, signature))
        .isFalse();
    assertThat(OnionSignature.isValid(key.publicKey(), message, new byte[63])).isFalse();
    assertThat(OnionSignature.isValid(new byte[32], message, new byte[64]))
        .as("a point of small order")
        .isFalse();
    assertThat(OnionSignature.isValid(new byte[200], message, signature)).isFalse();
  }

  @Test
  void signsAsTheLibraryDoesForAnySeed() {
    Random random = new Random(20_261_125);
    for (int i = 0; i < 20; i++) {
      byte[] seed = new byte[32];
      byte[] text = new byte[random.nextInt(100)];
      random.nextBytes(seed);
      random.nextBytes(text);
      byte[] expected = new byte[64];
      Ed25519.sign(seed, 0, text, 0, text.length, expected, 0);
      assertThat(OnionKey.fromSeed(seed).sign(text)).as("seed number %d", i).isEqualTo(expected);
    }
  }

  @Test
  void refusesOtherKeysWithoutRepeatingThem() {
    String wrong = "ED25519-V3:" + "AAAA".repeat(12);
    assertThatThrownBy(() -> OnionKey.fromTor(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("AAAA");
    assertThatThrownBy(() -> OnionKey.fromTor("RSA1024:*"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OnionKey.fromSeed(Arrays.copyOf(new byte[0], 31)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
