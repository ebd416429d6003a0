package zerobridge.peer;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
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

  private final Threads threads;
  private final Semaphore room = new Semaphore(MAX_OPEN);

  // Guarded by this.
  private final Queue<Job> waiting = new ArrayDeque<>();
  private int running;
  private boolean stopped;

  /** Something to do for a request; done when the stage is. */
  interface Job {
    CompletionStage<?> start();
  }

  RequestQueue(Threads threads) {
    this.threads = threads;
  }

  /** Takes a job in; waits for room if too many are open. */
  void add(Job job) throws InterruptedException {
    room.acquire();
    synchronized (this) {
      if (stopped) {
        room.release();
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
      job.start().whenComplete((result, fault) -> room.release());
      job = next();
    }
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
    int forgotten;
    synchronized (this) {
      stopped = true;
      forgotten = waiting.size();
      waiting.clear();
    }
    room.release(forgotten + 1);
  }
}
