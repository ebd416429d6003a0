package zerobridge.site;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import zerobridge.io.Threads;

/**
 * Waits for several peers that were asked the same: for all of them, but not for long once one has
 * answered. One that is silent or slow must not keep a site from being ready.
 */
final class PeerAnswers {
  /** How long the others are waited for after the first answer. */
  private static final Duration GRACE = Duration.ofSeconds(3);

  private PeerAnswers() {}

  /**
   * How many have answered when the waiting is over.
   *
   * @param answers true for an answer, false for none; they never fail
   */
  static CompletableFuture<Integer> count(
      List<CompletableFuture<Boolean>> answers, Threads threads) {
    CompletableFuture<Void> enough = new CompletableFuture<>();
    for (CompletableFuture<Boolean> answer : answers) {
      Outcomes.finish(answer.thenAccept(good -> endSoon(good, enough, threads)));
    }
    return CompletableFuture.anyOf(
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)), enough)
        .thenApply(done -> (int) answers.stream().filter(each -> each.getNow(false)).count());
  }

  private static void endSoon(boolean good, CompletableFuture<Void> wait, Threads threads) {
    if (good && !wait.isDone()) {
      ScheduledFuture<?> unused = threads.after(GRACE, "answers-grace", () -> wait.complete(null));
    }
  }
}
