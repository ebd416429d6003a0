package zerobridge.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.crypto.SiteAddress;

class HostLabelTest {
  @ParameterizedTest
  @CsvSource({
    "talk.bit, talk-bit",
    "blog.zeronetwork.bit, blog-zeronetwork-bit",
    "my-site.bit, my--site-bit",
    "a--b.bit, a----b-bit",
    "xn--bcher-kva.bit, xn----bcher--kva-bit",
  })
  void namesGoThereAndBack(String name, String label) {
    assertThat(HostLabel.of(name)).hasValue(label);
    assertThat(HostLabel.toNameOrAddress(label)).hasValue(name);
  }

  @RepeatedTest(20)
  void addressesGoThereAndBack() {
    byte[] hash = new byte[20];
    long seed = System.nanoTime();
    new Random(seed).nextBytes(hash);
    hash[0] = (byte) (seed & 1);
    String address = SiteAddress.ofHash160(hash).value();
    String label = HostLabel.of(address).orElseThrow();
    assertThat(label).as("seed " + seed).matches("[a-z2-7]{32}");
    assertThat(HostLabel.toNameOrAddress(label)).as("seed " + seed).hasValue(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zerobridge", "talk", "-talk-bit", "talk-bit-", "a---b", "", "talk_bit"})
  void otherLabelsMeanNothing(String label) {
    assertThat(HostLabel.toNameOrAddress(label)).isEmpty();
  }

  @Test
  void namesTooLongForALabelHaveNone() {
    assertThat(HostLabel.of("x".repeat(60) + ".bit")).isEmpty();
  }
}
