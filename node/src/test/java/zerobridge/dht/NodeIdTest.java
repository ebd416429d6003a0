package zerobridge.dht;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.Vectors;
import zerobridge.crypto.SiteAddress;

class NodeIdTest {
  static Stream<JsonObject> hashes() {
    return Vectors.cases(Vectors.json("peer/site_hashes.json").getAsJsonObject().get("vectors"));
  }

  @ParameterizedTest
  @MethodSource("hashes")
  void aSiteLiesAtTheSha1OfItsAddress(JsonObject site) {
    SiteAddress address = SiteAddress.parse(site.get("address").getAsString());

    assertThat(NodeId.of(address)).hasToString(site.get("sha1_info_hash").getAsString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 63, 158, 159, 160})
  void aNeighbourSharesSoManyBits(int bits) {
    Random random = new Random(bits);
    NodeId id = NodeId.random(random);

    assertThat(id.sharedBits(id.neighbour(bits, random))).isEqualTo(bits);
  }

  @Test
  void whoSharesMoreBitsIsNearer() {
    Random random = new Random(4);
    NodeId target = NodeId.random(random);
    NodeId near = target.neighbour(20, random);
    NodeId far = target.neighbour(19, random);

    assertThat(target.compareDistance(near, far)).isNegative();
    assertThat(target.compareDistance(far, near)).isPositive();
    assertThat(target.compareDistance(near, near)).isZero();
  }
}
