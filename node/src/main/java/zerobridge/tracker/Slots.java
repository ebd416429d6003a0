package zerobridge.tracker;

import java.util.ArrayDeque;
import java.util.Deque;
import zerobridge.io.Threads;

/** Runs at most so many tasks at a time, the rest in order of arrival. Safe for any thread. */
final class Slots {
  private final Threads threads;
  private final String name;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Slots(Threads threads, String name, int count) {
    this.threads = threads;
    this.name = name;
    this.free = count;
  }

  /**
   * Never blocks.
   *
   * @param urgent before all that wait
   */
  void run(Runnable task, boolean urgent) {
    synchronized (this) {
      if (free == 0) {
        if (urgent) {
          waiting.addFirst(task);
        } else {
          waiting.addLast(task);
        }
        return;
      }
      free--;
    }
    start(task);
  }

  private void start(Runnable task) {
    threads.run(
        name,
        () -> {
          try {
            task.run();
          } finally {
            next();
          }
        });
  }

  private void next() {
    Runnable task;
    synchronized (this) {
      task = waiting.pollFirst();
      if (task == null) {
        free++;
        return;
      }
    }
    start(task);
  }
}
