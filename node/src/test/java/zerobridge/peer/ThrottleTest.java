package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerobridge.io.Threads;

class ThrottleTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private final Throttle throttle = new Throttle(clock);
  private final Threads threads = new Threads("throttle");
  private final BlockingQueue<String> passed = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    threads.close();
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
    throttle.wake();
  }

  /** Moves bytes in steps, and says so after each. */
  private CompletableFuture<Integer> moves(String name, int steps) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CompletableFuture<Integer> moved =
        threads.call(
            name,
            () -> {
              running.countDown();
              for (int i = 0; i < steps; i++) {
                throttle.pass(throttle.step());
                passed.add(name);
              }
              return steps;
            });
    assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
    return moved;
  }

  private String nextPassed() throws InterruptedException {
    String name = passed.poll(20, TimeUnit.SECONDS);
    assertThat(name).isNotNull();
    return name;
  }

  @Test
  void withoutLimitNobodyWaits() throws InterruptedException {
    throttle.pass(1 << 30);
    assertThat(throttle.step()).isEqualTo(Integer.MAX_VALUE);
    assertThat(throttle.total()).isEqualTo(1 << 30);
  }

  @Test
  void aSecondLetsASecondsWorthPass() throws InterruptedException {
    throttle.limit(100_000);
    assertThat(throttle.step()).isEqualTo(10_000);
    CompletableFuture<Integer> moving = moves("a", 21);
    nextPassed(); // the first step makes the debt
    for (int i = 0; i < 20; i++) {
      assertThat(passed).isEmpty();
      pass(Duration.ofMillis(100));
      nextPassed();
    }
    assertThat(moving).succeedsWithin(SOON);
    assertThat(throttle.total()).isEqualTo(210_000);
  }

  @Test
  void connectionsGetTheSameShare() throws InterruptedException {
    throttle.limit(100_000);
    // Before anybody comes there is a debt, so that all of them have to wait.
    throttle.pass(throttle.step());
    List<String> names = List.of("a", "b", "c", "d");
    int steps = 25;
    List<CompletableFuture<Integer>> moving = new ArrayList<>();
    for (String name : names) {
      moving.add(moves(name, steps));
    }
    List<String> order = new ArrayList<>();
    for (int i = 0; i < names.size() * steps / 2; i++) {
      allWait(names.size());
      pass(Duration.ofMillis(100));
      order.add(nextPassed());
    }
    throttle.limit(0);
    moving.forEach(one -> assertThat(one).succeedsWithin(SOON));
    // They take turns: whoever went stands behind the others again.
    for (int i = names.size(); i < order.size(); i++) {
      assertThat(order.get(i)).isEqualTo(order.get(i - names.size()));
    }
    assertThat(order.subList(0, names.size())).containsExactlyInAnyOrderElementsOf(names);
  }

  /** Only then does the order in which threads happen to run no longer matter. */
  private void allWait(int all) throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    ScheduledFuture<?> looking =
        threads.every(
            Duration.ZERO,
            Duration.ofMillis(1),
            "look",
            () -> {
              if (throttle.waiting() == all) {
                waiting.countDown();
              }
            });
    assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
    looking.cancel(false);
  }

  @Test
  void smallMessagesOvertakeBulk() throws InterruptedException {
    throttle.limit(100_000);
    CompletableFuture<Integer> bulk = moves("bulk", 3);
    nextPassed();
    throttle.pass(200);
    throttle.pass(200);
    // What they took, bulk pays with them.
    pass(Duration.ofMillis(100));
    assertThat(passed).isEmpty();
    pass(Duration.ofMillis(5));
    nextPassed();
    assertThat(bulk).isNotDone();
    pass(Duration.ofMillis(100));
    nextPassed();
    assertThat(bulk).succeedsWithin(SOON);
  }

  @Test
  void smallMessagesWaitTooWhenThereAreTooMany() throws InterruptedException {
    throttle.limit(10_000);
    CompletableFuture<Integer> many =
        threads.call(
            "many",
            () -> {
              for (int i = 0; i < 100; i++) {
                throttle.pass(1000);
                passed.add("small");
              }
              return 100;
            });
    for (int i = 0; i < 11; i++) {
      nextPassed();
    }
    assertThat(many).isNotDone();
    assertThat(passed).isEmpty();
    pass(Duration.ofMillis(500));
    for (int i = 0; i < 5; i++) {
      nextPassed();
    }
    throttle.limit(0);
    assertThat(many).succeedsWithin(SOON);
  }

  @Test
  void newLimitReachesThoseWhoWait() throws InterruptedException {
    throttle.limit(1);
    CompletableFuture<Integer> moving = moves("a", 5);
    nextPassed();
    assertThat(moving).isNotDone();
    throttle.limit(0);
    assertThat(moving).succeedsWithin(SOON);
  }
}
