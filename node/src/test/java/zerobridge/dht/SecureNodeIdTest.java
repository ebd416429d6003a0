package zerobridge.dht;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerobridge.net.PeerAddress;

/** BEP 42, with the examples that it gives. */
class SecureNodeIdTest {
  /** Of the prefix the first 21 bits follow from the address. */
  @ParameterizedTest
  @CsvSource({
    "124.31.75.21, 1, 5fbfbf",
    "21.75.31.124, 86, 5a3ce9",
    "65.23.51.170, 22, a5d432",
    "84.124.73.14, 65, 1b0321",
    "43.213.53.83, 90, e56f6c"
  })
  void anIdFollowsFromTheAddress(String ip, int seed, String prefix) {
    NodeId id = SecureNodeId.make(PeerAddress.ip(ip), seed, new Random(1));

    int expected = Integer.parseInt(prefix, 16) & 0xfffff8;
    int made = (id.at(0) & 0xff) << 16 | (id.at(1) & 0xff) << 8 | (id.at(2) & 0xf8);
    assertThat(Integer.toHexString(made)).isEqualTo(Integer.toHexString(expected));
    assertThat(id.at(19) & 0xff).isEqualTo(seed);
    assertThat(SecureNodeId.isFit(id, PeerAddress.ip(ip))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "124.31.75.21, 5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401",
    "21.75.31.124, 5a3ce9c14e7a08645677bbd1cfe7d8f956d53256",
    "65.23.51.170, a5d43220bc8f112a3d426c84764f8c2a1150e616",
    "84.124.73.14, 1b0321dd1bb1fe518101ceef99462b947a01ff41",
    "43.213.53.83, e56f6cbf5b7c4be0237986d5243b87aa6d51305a"
  })
  void theExamplesOfTheProposalAreFit(String ip, String id) {
    NodeId known = NodeId.of(HexFormat.of().parseHex(id));

    assertThat(SecureNodeId.isFit(known, PeerAddress.ip(ip))).isTrue();
    assertThat(SecureNodeId.isFit(known, PeerAddress.ip("8.8.8.8"))).isFalse();
  }

  @Test
  void anIpv6AddressLeadsToIdsToo() {
    Random random = new Random(2);
    NodeId id = SecureNodeId.make(PeerAddress.ip("2001:4860:4860::8888"), random);

    assertThat(SecureNodeId.isFit(id, PeerAddress.ip("2001:4860:4860::8888"))).isTrue();
    // The lower half of the address is the owner's to choose.
    assertThat(SecureNodeId.isFit(id, PeerAddress.ip("2001:4860:4860::1"))).isTrue();
    assertThat(SecureNodeId.isFit(id, PeerAddress.ip("2a03:2880:f12f::25de"))).isFalse();
  }

  @Test
  void localNodesMayHaveAnyId() {
    NodeId any = NodeId.random(new Random(3));

    assertThat(SecureNodeId.isFit(any, PeerAddress.ip("192.168.1.20"))).isTrue();
  }
}
