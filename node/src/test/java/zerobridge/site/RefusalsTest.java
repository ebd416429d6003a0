package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  private final Refusals refusals = new Refusals();

  private boolean refusedAt(Duration time) {
    return refusals.refused(time.toNanos());
  }

  @Test
  void errorsForMinutesAreEnough() {
    for (int i = 0; i < 120; i++) {
      assertThat(refusedAt(Duration.ofSeconds(i))).isFalse();
    }
    assertThat(refusedAt(Duration.ofMinutes(2))).isTrue();
  }

  @Test
  void aBurstOrAFewErrorsAreNot() {
    for (int i = 0; i < 1000; i++) {
      assertThat(refusedAt(Duration.ZERO)).isFalse();
    }
    Refusals few = new Refusals();
    for (int i = 0; i < 19; i++) {
      assertThat(few.refused(Duration.ofMinutes(i).toNanos())).isFalse();
    }
  }

  @Test
  void oneGoodAnswerForgivesAll() {
    for (int i = 0; i < 119; i++) {
      refusedAt(Duration.ofSeconds(i));
    }
    refusals.succeeded();
    assertThat(refusedAt(Duration.ofSeconds(200))).isFalse();
    assertThat(refusedAt(Duration.ofSeconds(319))).isFalse();
  }
}
