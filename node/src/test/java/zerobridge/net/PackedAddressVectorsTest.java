package zerobridge.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerobridge.Vectors;
import zerobridge.codec.ProtocolException;

class PackedAddressVectorsTest {
  /** Prefixes of packed addresses for which this node answers otherwise than the reference. */
  private static final Map<String, String> DELIBERATELY_DIFFERENT =
      Map.of(
          "00000000000000000000ffff",
          "IPv4 inside IPv6 is the IPv4 address: else it would slip past all rules for that");

  private static JsonObject file() {
    return Vectors.json("peer/packed_addresses.json").getAsJsonObject();
  }

  static Stream<JsonObject> addresses() {
    return Vectors.cases(file().get("addresses"));
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void packsAndUnpacks(JsonObject vector) throws IOException {
    String hex = vector.get("packed_hex").getAsString();
    byte[] packed = HexFormat.of().parseHex(hex);
    boolean onion = vector.get("kind").getAsString().startsWith("onion");
    PeerAddress unpacked =
        onion ? PackedAddress.unpackOnion(packed) : PackedAddress.unpackIp(packed);
    PeerAddress named =
        PeerAddress.of(vector.get("ip").getAsString(), vector.get("port").getAsInt());
    assertThat(unpacked).isEqualTo(named);
    assertThat(PeerAddress.parse(unpacked.toString())).isEqualTo(unpacked);
    if (DELIBERATELY_DIFFERENT.keySet().stream().anyMatch(hex::startsWith)) {
      assertThat(PackedAddress.pack(unpacked)).hasSize(6);
      assertThat(hex).endsWith(HexFormat.of().formatHex(PackedAddress.pack(unpacked)));
      return;
    }
    assertThat(HexFormat.of().formatHex(PackedAddress.pack(unpacked))).isEqualTo(hex);
    assertThat(unpacked.host()).isEqualTo(vector.getAsJsonArray("unpacked").get(0).getAsString());
    assertThat(unpacked.port()).isEqualTo(vector.getAsJsonArray("unpacked").get(1).getAsInt());
  }

  static Stream<JsonObject> badLengths() {
    return Vectors.cases(file().get("bad_lengths"));
  }

  @ParameterizedTest
  @MethodSource("badLengths")
  void refusesBadLengths(JsonObject vector) {
    byte[] packed = new byte[vector.get("length").getAsInt()];
    assertThatThrownBy(() -> PackedAddress.unpackIp(packed)).isInstanceOf(ProtocolException.class);
  }

  static Stream<JsonObject> hosts() {
    return Vectors.cases(file().get("private_and_type"));
  }

  @ParameterizedTest
  @MethodSource("hosts")
  void knowsKindsAndPrivateAddresses(JsonObject vector) {
    String host = vector.get("ip").getAsString();
    assertThat(HostKind.of(host).word()).isEqualTo(vector.get("type").getAsString());
    if (HostKind.of(host) != HostKind.UNKNOWN && !host.endsWith(".onion")) {
      assertThat(PeerAddress.of(host, 1).isPrivate())
          .isEqualTo(vector.get("private").getAsBoolean());
    }
  }
}
