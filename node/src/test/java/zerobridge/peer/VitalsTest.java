package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both sides of every limit of the watchdog. Columns: idle, unsent, writing in seconds. */
class VitalsTest {
  @ParameterizedTest
  @CsvSource({
    "10, 0, 0, true, false, 1, 1, KEEP",
    "11, 0, 0, true, false, 1, 1, CLOSE",
    "11, 0, 0, true, false, 1, 2, KEEP",
    "21, 0, 0, true, false, 1, 2, CLOSE",
    "10, 0, 0, false, true, 1, 1, KEEP",
    "11, 0, 0, false, true, 1, 1, CLOSE",
    "0, 0, 30, false, false, 1, 1, KEEP",
    "0, 0, 31, false, false, 1, 1, CLOSE",
    "300, 0, 0, false, false, 0, 1, KEEP",
    "301, 0, 0, false, false, 0, 1, CLOSE",
    "301, 0, 0, false, false, 1, 1, KEEP",
    "1200, 99, 0, false, false, 1, 1, KEEP",
    "1201, 10, 0, false, false, 1, 1, KEEP",
    "1201, 11, 0, false, false, 1, 1, PING",
    "3601, 0, 0, false, false, 1, 1, CLOSE"
  })
  void decides(
      long idle,
      long unsent,
      long writing,
      boolean incomplete,
      boolean overdue,
      int users,
      int factor,
      Vitals.Action action) {
    Vitals vitals =
        new Vitals(
            Duration.ofSeconds(idle),
            Duration.ofSeconds(unsent),
            Duration.ofSeconds(writing),
            incomplete,
            overdue,
            false,
            users,
            factor);
    assertThat(vitals.verdict().action()).isEqualTo(action);
  }

  @Test
  void messageThatDripsIsTooSlowAndASlowLineIsNot() {
    Slowness slowness = new Slowness();
    Slowness modem = new Slowness();
    for (int second = 0; second <= 30; second += 5) {
      assertThat(slowness.isTooSlow(second * 1000L, true, 7, second, 1)).isFalse();
      assertThat(modem.isTooSlow(second * 1000L, true, 7, second * 2048L, 1)).isFalse();
    }
    assertThat(slowness.isTooSlow(35_000, true, 7, 35, 1)).isTrue();
    assertThat(slowness.isTooSlow(35_000, true, 8, 35, 1)).isFalse();
    assertThat(modem.isTooSlow(3_600_000, true, 7, 3600 * 2048L, 1)).isFalse();
  }

  @Test
  void quietConnectionIsNotSlow() {
    Slowness slowness = new Slowness();
    for (int minute = 0; minute < 60; minute++) {
      assertThat(slowness.isTooSlow(minute * 60_000L, false, 7, 100, 1)).isFalse();
    }
    assertThat(slowness.isTooSlow(3_600_000, true, 7, 101, 1)).isFalse();
  }
}
