package zerobridge.browser;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits for something to become true by asking again and again until a deadline. */
public final class Until {

  private static final long PAUSE_NANOS = Duration.ofMillis(25).toNanos();

  /** A question that may fail because the outside world is not there yet. */
  @FunctionalInterface
  public interface Question<T> {
    /** Returns the answer, or empty to be asked again. */
    Optional<T> ask() throws IOException;
  }

  /** A yes-or-no question. */
  @FunctionalInterface
  public interface Condition {
    /** Returns whether the awaited state is reached. */
    boolean holds() throws IOException;
  }

  private Until() {}

  /**
   * Asks until there is an answer. An {@link IOException} counts as "not yet" and is told when time
   * is up.
   *
   * @throws AssertionError with {@code what} when the deadline passes first
   */
  public static <T> T present(String what, Duration limit, Question<T> question) {
    long deadline = System.nanoTime() + limit.toNanos();
    IOException last = null;
    do {
      try {
        Optional<T> answer = question.ask();
        if (answer.isPresent()) {
          return answer.get();
        }
      } catch (IOException notYet) {
        last = notYet;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    } while (System.nanoTime() < deadline);
    throw new AssertionError(
        "gave up after " + limit.toSeconds() + " s waiting until " + what, last);
  }

  /** Asks until the condition holds; see {@link #present}. */
  public static void holds(String what, Duration limit, Condition condition) {
    present(what, limit, () -> condition.holds() ? Optional.of(true) : Optional.empty());
  }
}
