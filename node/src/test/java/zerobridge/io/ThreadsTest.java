package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private final Threads threads = new Threads("test");

  @AfterEach
  void close() {
    threads.close();
  }

  @Test
  void aTaskNeverWaitsForAnotherOnesThread() throws Exception {
    CountDownLatch all = new CountDownLatch(20);
    List<CompletableFuture<Boolean>> tasks =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    threads.call(
                        "meet",
                        () -> {
                          all.countDown();
                          return all.await(10, TimeUnit.SECONDS);
                        }))
            .toList();
    for (CompletableFuture<Boolean> task : tasks) {
      assertThat(task.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void laneKeepsOrderAndRunsOneAtATime() throws Exception {
    Lane lane = threads.lane("lane");
    // Deliberately not safe for threads: the lane has to do that.
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      lane.execute(() -> seen.add(number));
    }
    assertThat(lane.drain(Duration.ofSeconds(10))).isTrue();
    assertThat(seen).isEqualTo(IntStream.range(0, 1000).boxed().toList());
  }

  @Test
  void laneSurvivesAFailingTaskAndKnowsItself() throws Exception {
    Lane lane = threads.lane("lane");
    CompletableFuture<Void> failed =
        lane.call(
            () -> {
              throw new IOException("on purpose");
            });
    assertThatThrownBy(() -> failed.get(10, TimeUnit.SECONDS)).hasMessageContaining("on purpose");
    assertThat(lane.call(lane::isCurrent).get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lane.isCurrent()).isFalse();
  }

  @Test
  void laneWithAStuckTaskDoesNotDrain() throws Exception {
    Lane lane = threads.lane("lane");
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> stuck = lane.call(() -> release.await(10, TimeUnit.SECONDS));
    assertThat(lane.drain(Duration.ofMillis(20))).isFalse();
    release.countDown();
    assertThat(stuck.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void repeatsOnThePool() throws Exception {
    CountDownLatch three = new CountDownLatch(3);
    var repetition = threads.every(Duration.ZERO, Duration.ofMillis(1), "tick", three::countDown);
    assertThat(three.await(10, TimeUnit.SECONDS)).isTrue();
    repetition.cancel(false);
    CountDownLatch once = new CountDownLatch(1);
    var timer = threads.after(Duration.ofMillis(1), "later", once::countDown);
    assertThat(once.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(timer.isCancelled()).isFalse();
  }
}
