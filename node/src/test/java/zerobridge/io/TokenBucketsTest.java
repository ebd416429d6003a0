package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private final TokenBuckets<Integer> buckets =
      new TokenBuckets<>(10, 2, 1, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  @Test
  void oneStrangersFloodIsNotTheOthersLoss() {
    assertThat(buckets.tryTake(1)).isTrue();
    assertThat(buckets.tryTake(1)).isTrue();
    assertThat(buckets.tryTake(1)).isFalse();

    assertThat(buckets.tryTake(2)).isTrue();
  }

  @Test
  void whoActedLongestAgoIsForgotten() {
    buckets.tryTake(1);
    buckets.tryTake(1);
    for (int other = 2; other <= 11; other++) {
      buckets.tryTake(other);
    }

    assertThat(buckets.tryTake(1)).as("begins anew").isTrue();
  }
}
