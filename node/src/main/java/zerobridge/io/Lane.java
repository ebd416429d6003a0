package zerobridge.io;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after the other in the order they came, on whatever thread of the pool is free:
 * state that only the tasks of one lane touch needs no lock. Safe for any thread.
 */
public final class Lane implements Executor {
  private final String name;
  private final Threads threads;

  // Guarded by this.
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  private volatile @Nullable Thread current;

  Lane(String name, Threads threads) {
    this.name = name;
    this.threads = threads;
  }

  /** Runs {@code task} after all tasks given before; what it throws is our bug and is logged. */
  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    try {
      threads.run(name, this::runWaiting);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running = false;
        waiting.clear();
      }
      throw e;
    }
  }

  /** As {@link #execute}, with a result. */
  public <T> CompletableFuture<T> call(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    execute(() -> Threads.complete(result, task));
    return result;
  }

  /** Tells whether the calling thread is running a task of this lane. */
  public boolean isCurrent() {
    return current == Thread.currentThread();
  }

  /**
   * Waits until every task given so far has run.
   *
   * @return false if {@code limit} passed first or the calling thread was interrupted
   */
  public boolean drain(Duration limit) {
    if (isCurrent()) {
      throw new IllegalStateException("A task of lane " + name + " would wait for itself");
    }
    try {
      call(() -> true).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException | RejectedExecutionException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("An empty task failed", e);
    }
  }

  private void runWaiting() {
    current = Thread.currentThread();
    Runnable task = next();
    while (task != null) {
      Threads.runLogged(name, task);
      task = next();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable task = waiting.poll();
    if (task == null) {
      // Cleared here, under the lock, so that no other run can have set it already.
      current = null;
      running = false;
    }
    return task;
  }
}
