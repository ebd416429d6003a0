package zerobridge.ui;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs few tasks at a time on somebody else's threads; the others wait without one. */
final class Turns {
  private final int most;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int running;

  /**
   * @param most tasks that run at the same time
   */
  Turns(int most) {
    this.most = most;
  }

  /** Runs the task on the executor when it is its turn. */
  void run(Executor executor, Runnable task) {
    Runnable turn =
        () -> {
          try {
            task.run();
          } finally {
            next();
          }
        };
    synchronized (this) {
      if (running == most) {
        waiting.add(() -> executor.execute(turn));
        return;
      }
      running++;
    }
    executor.execute(turn);
  }

  private void next() {
    Runnable first;
    synchronized (this) {
      first = waiting.poll();
      if (first == null) {
        running--;
        return;
      }
    }
    first.run();
  }
}
