package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import zerobridge.io.Threads;

class PeerAnswersTest {
  @Test
  void onePeerThatNeverAnswersIsNotWaitedForOnceAnotherDid() throws IOException {
    try (Threads threads = new Threads("answers")) {
      CompletableFuture<Boolean> silent = new CompletableFuture<>();

      assertThat(
              await(
                  PeerAnswers.count(
                      List.of(silent, CompletableFuture.completedFuture(true)), threads)))
          .isEqualTo(1);
      assertThat(silent).isNotDone();
    }
  }

  @Test
  void allAreWaitedForWhileNobodyHasAnAnswer() throws IOException {
    try (Threads threads = new Threads("answers")) {
      CompletableFuture<Boolean> late = new CompletableFuture<>();
      CompletableFuture<Integer> count =
          PeerAnswers.count(List.of(late, CompletableFuture.completedFuture(false)), threads);

      assertThat(count).isNotDone();
      late.complete(true);

      assertThat(await(count)).isEqualTo(1);
    }
  }

  @Test
  void nobodyAskedIsNobodyWaitedFor() throws IOException {
    try (Threads threads = new Threads("answers")) {
      assertThat(await(PeerAnswers.count(List.of(), threads))).isZero();
    }
  }
}
