package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
            users,
            factor);
    assertThat(vitals.verdict().action()).isEqualTo(action);
  }
}
