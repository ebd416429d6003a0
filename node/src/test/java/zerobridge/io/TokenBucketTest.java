package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private Instant now = Instant.EPOCH;
  private final TokenBucket bucket = new TokenBucket(10, 2, () -> now);

  @Test
  void allowsABurstAndThenTheRate() {
    assertThat(bucket.tryTake(10)).isTrue();
    assertThat(bucket.tryTake(1)).isFalse();
    now = now.plusMillis(500);
    assertThat(bucket.tryTake(1)).isTrue();
    assertThat(bucket.tryTake(1)).isFalse();
  }

  @Test
  void neverHoldsMoreThanItsCapacity() {
    now = now.plusSeconds(3600);
    assertThat(bucket.tryTake(10.5)).isFalse();
    assertThat(bucket.tryTake(10)).isTrue();
  }

  @Test
  void tellsHowLongADebtTakes() {
    assertThat(bucket.take(10)).isZero();
    assertThat(bucket.take(4)).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void aClockThatGoesBackTakesNothingAway() {
    now = now.minusSeconds(3600);
    assertThat(bucket.tryTake(10)).isTrue();
  }
}
