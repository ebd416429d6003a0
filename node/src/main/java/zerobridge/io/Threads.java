package zerobridge.io;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only place that makes threads. One unbounded pool with direct hand-off serves everything that
 * may block, so that no task ever waits for another one's thread; one clock thread starts delayed
 * tasks by handing them over. All threads are daemons. Safe for any thread.
 */
public final class Threads implements AutoCloseable {
  /**
   * Half the usual stack: readers are many and shallow, and JSON nested as deep as it may be still
   * fits, even before the code is compiled.
   */
  private static final int STACK_BYTES = 512 * 1024;

  private static final Duration IDLE_THREAD_LIFE = Duration.ofSeconds(20);
  private static final Logger log = LoggerFactory.getLogger(Threads.class);

  private final String name;
  private final ThreadPoolExecutor pool;
  private final ScheduledThreadPoolExecutor clock;

  /** Starts no thread yet. {@code name} begins the name of every thread. */
  public Threads(String name) {
    this.name = name;
    AtomicLong count = new AtomicLong();
    pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD_LIFE.toMillis(),
            TimeUnit.MILLISECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, name + "-" + count.incrementAndGet()));
    clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, name + "-clock"));
    clock.setRemoveOnCancelPolicy(true);
  }

  /** The pool itself, for libraries and stages of futures. Prefer the named methods. */
  public Executor io() {
    return pool;
  }

  /** Runs {@code task} on its own thread, called {@code taskName} while it runs. */
  public <T> CompletableFuture<T> call(String taskName, Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    pool.execute(() -> named(taskName, () -> complete(result, task)));
    return result;
  }

  /** As {@link #call}, without a result; what {@code task} throws is our bug and is logged. */
  public void run(String taskName, Runnable task) {
    pool.execute(() -> named(taskName, () -> runLogged(taskName, task)));
  }

  /** Runs {@code task} on the pool once {@code delay} has passed. */
  public ScheduledFuture<?> after(Duration delay, String taskName, Runnable task) {
    return clock.schedule(() -> handOver(taskName, task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs {@code task} on the pool again and again, every {@code period}. A run that takes longer
   * than the period overlaps with the next: tasks that may not, run on a {@link Lane}.
   */
  public ScheduledFuture<?> every(Duration first, Duration period, String taskName, Runnable task) {
    return clock.scheduleAtFixedRate(
        () -> handOver(taskName, task), first.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** A new serial executor over the pool. */
  public Lane lane(String laneName) {
    return new Lane(laneName, this);
  }

  /** Refuses new tasks and interrupts the running ones; does not wait for them. */
  @Override
  public void close() {
    clock.shutdownNow();
    pool.shutdownNow();
  }

  private void handOver(String taskName, Runnable task) {
    try {
      run(taskName, task);
    } catch (RejectedExecutionException e) {
      // The clock may still tick once while close() runs.
      log.debug("{} not started: shutting down", taskName);
    }
  }

  static <T> void complete(CompletableFuture<T> result, Callable<T> task) {
    try {
      result.complete(task.call());
    } catch (Throwable t) {
      result.completeExceptionally(t);
      if (t instanceof VirtualMachineError error) {
        throw error;
      }
    }
  }

  static void runLogged(String taskName, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      log.error("{} failed", taskName, e);
    }
  }

  private void named(String taskName, Runnable task) {
    Thread thread = Thread.currentThread();
    String pooled = thread.getName();
    thread.setName(name + ":" + taskName);
    try {
      task.run();
    } finally {
      thread.setName(pooled);
    }
  }

  private static Thread daemon(Runnable task, String threadName) {
    Thread thread = new Thread(null, task, threadName, STACK_BYTES);
    thread.setDaemon(true);
    return thread;
  }
}
