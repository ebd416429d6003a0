package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthScheduleTest {
  private static final Bandwidth.Limits USUAL = BandwidthSchedule.kilobytes(500, 0);

  private final BandwidthSchedule schedule =
      BandwidthSchedule.parse(
          USUAL,
          List.of("08:00-18:00 up=200 down=1000", "22:30-06:00 down=50", "12:00-13:00 up=1"));

  @ParameterizedTest
  @CsvSource({
    "07:59:59, 500000, 0",
    "08:00, 200000, 1000000",
    "12:30, 200000, 1000000",
    "17:59:59, 200000, 1000000",
    "18:00, 500000, 0",
    "22:30, 500000, 50000",
    "00:00, 500000, 50000",
    "05:59, 500000, 50000",
    "06:00, 500000, 0"
  })
  void firstWindowThatFitsCounts(String time, long up, long down) {
    assertThat(schedule.at(LocalTime.parse(time))).isEqualTo(new Bandwidth.Limits(up, down));
  }

  @Test
  void withoutWindowsTheUsualHolds() {
    assertThat(BandwidthSchedule.parse(USUAL, List.of()).at(LocalTime.NOON)).isEqualTo(USUAL);
    assertThat(BandwidthSchedule.NONE.at(LocalTime.NOON)).isEqualTo(Bandwidth.Limits.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "8-18 up=1", "08:00-18:00", "08:00-25:00 up=1", "08:00-18:00 up=-1", "up=1"})
  void saysWhatIsWrong(String text) {
    assertThatThrownBy(() -> BandwidthSchedule.parse(USUAL, List.of(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("looks like");
  }
}
