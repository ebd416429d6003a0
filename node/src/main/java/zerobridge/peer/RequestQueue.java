package zerobridge.peer;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zerobridge.io.Threads;

/**
 * Runs the requests of one peer beside its reading thread, a few at a time, so that a slow one
 * doesn't hold up the rest. When too many wait, reading stops: the peer feels it as a full socket.
 */
final class RequestQueue {
  private static final int MAX_PARALLEL = 4;

  /** Requests taken in and not answered yet. Twice what our own client sends at once. */
  private static final int MAX_OPEN = 2 * OpenRequests.MAX_ON_THE_WAY;

  /** What these may hold of the heap; a single one may hold more. */
  private static final int MAX_OPEN_BYTES = 192 << 10;

  private final Threads threads;
  private final Semaphore room = new Semaphore(MAX_OPEN);
  private final Semaphore memory = new Semaphore(MAX_OPEN_BYTES);

  // Guarded by this.
  private final Queue<Job> waiting = new ArrayDeque<>();
  private int running;
  private boolean stopped;

  /**
   * Something to do for a request.
   *
   * @param cost bytes of the heap that it holds
   * @param start begins it; done when the stage is
   * @param end called once, when it is done or will never begin
   */
  record Job(int cost, Supplier<CompletionStage<?>> start, Runnable end) {}

  RequestQueue(Threads threads) {
    this.threads = threads;
  }

  /** Takes a job in; waits for room if too many are open. */
  void add(Job job) throws InterruptedException {
    try {
      room.acquire();
      memory.acquire(permits(job));
    } catch (InterruptedException e) {
      job.end.run();
      throw e;
    }
    synchronized (this) {
      if (stopped) {
        release(job);
        return;
      }
      waiting.add(job);
      if (running == MAX_PARALLEL) {
        return;
      }
      running++;
    }
    threads.run("peer request", this::work);
  }

  /** Runs something beside the reading thread that is no request. */
  void runBeside(String name, Runnable task) {
    threads.run(name, task);
  }

  private void work() {
    Job job = next();
    while (job != null) {
      Job current = job;
      current.start.get().whenComplete((result, fault) -> release(current));
      job = next();
    }
  }

  private void release(Job job) {
    room.release();
    memory.release(permits(job));
    job.end.run();
  }

  private static int permits(Job job) {
    return Math.min(job.cost, MAX_OPEN_BYTES);
  }

  private synchronized @Nullable Job next() {
    Job job = waiting.poll();
    if (job == null) {
      running--;
    }
    return job;
  }

  /** Forgets what waits and wakes a reader that waits for room. */
  void stop() {
    List<Job> forgotten;
    synchronized (this) {
      stopped = true;
      forgotten = List.copyOf(waiting);
      waiting.clear();
    }
    forgotten.forEach(this::release);
    room.release();
    memory.release(MAX_OPEN_BYTES);
  }
}
