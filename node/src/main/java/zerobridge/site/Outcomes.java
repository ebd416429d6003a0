package zerobridge.site;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends chains of futures so that nothing thrown in their last step gets lost. */
final class Outcomes {
  private static final Logger log = LoggerFactory.getLogger(Outcomes.class);

  private Outcomes() {}

  /** Takes what came of a future. */
  @FunctionalInterface
  interface Handler<T> {
    /**
     * Called once.
     *
     * @param result null when it failed
     * @param error null when it succeeded
     */
    void take(@Nullable T result, @Nullable Throwable error);
  }

  /** Hands what comes of the future over to the executor; what the handler throws is our bug. */
  static <T> void deliver(CompletableFuture<T> future, Executor executor, Handler<T> handler) {
    finish(future.handleAsync((result, error) -> end(handler, result, error), executor));
  }

  private static <T> boolean end(
      Handler<T> handler, @Nullable T result, @Nullable Throwable error) {
    handler.take(result, error);
    return true;
  }

  /** Nobody waits for the result; a failure that nobody expected is logged as our bug. */
  static void finish(CompletableFuture<?> future) {
    BiConsumer<Object, @Nullable Throwable> report =
        (result, error) -> {
          Throwable reason = error == null ? null : FileFetch.reasonOf(error);
          if (reason instanceof RejectedExecutionException) {
            log.debug("A step was not taken: this node stops");
          } else if (reason != null) {
            log.error("A step failed that nobody waits for", reason);
          }
        };
    CompletableFuture<?> unused = future.whenComplete(report);
  }
}
