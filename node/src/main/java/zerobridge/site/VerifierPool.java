package zerobridge.site;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import zerobridge.io.Lane;
import zerobridge.io.Threads;

/**
 * As many serial lanes as there are processors: signatures of many manifests are checked in
 * parallel, without a thread for each. Safe for any thread.
 */
final class VerifierPool {
  private final List<Lane> lanes;
  private final AtomicInteger next = new AtomicInteger();

  VerifierPool(Threads threads, int processors) {
    lanes =
        IntStream.range(0, Math.max(1, processors))
            .mapToObj(number -> threads.lane("verify-" + number))
            .toList();
  }

  <T> CompletableFuture<T> call(Callable<T> work) {
    return lanes.get(Math.floorMod(next.getAndIncrement(), lanes.size())).call(work);
  }
}
