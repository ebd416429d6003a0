package zerobridge.tracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import zerobridge.crypto.CertificatePin;

class TrackerUrlTest {
  @Test
  void urlsOfNodesAreReadAndOthersRefused() {
    String pin = "AB".repeat(32);
    ZeroTracker pinned = (ZeroTracker) Tracker.parse("zero://host.example#" + pin + ":443");
    assertThat(pinned.host()).isEqualTo("host.example");
    assertThat(pinned.pin()).isEqualTo(new CertificatePin(pin.toLowerCase(Locale.ROOT)));
    assertThat(Tracker.parse("zero://[2001:db8::1]:15441").host()).isEqualTo("2001:db8::1");
    for (String bad :
        List.of(
            "zero://",
            "zero://host#abc:1",
            "zero://host:0",
            "zero://host:99999",
            "udp://host#" + pin + ":1",
            "zero:/host:1",
            "zero://ho st:1")) {
      assertThatThrownBy(() -> Tracker.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
