package zerobridge.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.io.InnerPath;

/**
 * The files a site still has to fetch, one task per file, most urgent first. A task that runs is
 * not in the waiting order; when its peer fails or stalls it is put back. Confined to the site's
 * lane. Peer protocol, tasks.
 */
final class TaskQueue {
  private static final Comparator<DownloadTask> URGENCY =
      Comparator.comparingInt(DownloadTask::priority).reversed().thenComparingLong(task -> task.id);

  private final Map<InnerPath, DownloadTask> tasks = new HashMap<>();
  private final TreeSet<DownloadTask> waiting = new TreeSet<>(URGENCY);
  private long nextId;
  private int started;

  /** The task of a file, made if there is none; an existing one becomes as urgent as asked. */
  DownloadTask add(InnerPath path, @Nullable FileEntry entry, int priority, long nowNanos) {
    int urgency = priority + TaskPriority.boost(path);
    DownloadTask known = tasks.get(path);
    if (known != null) {
      raise(known, urgency);
      return known;
    }
    if (tasks.isEmpty()) {
      started = 0;
    }
    started++;
    DownloadTask task = new DownloadTask(path, entry, urgency, nextId++, nowNanos);
    tasks.put(path, task);
    waiting.add(task);
    return task;
  }

  private void raise(DownloadTask task, int urgency) {
    if (urgency <= task.priority()) {
      return;
    }
    boolean wasWaiting = waiting.remove(task);
    task.raise(urgency);
    if (wasWaiting) {
      waiting.add(task);
    }
  }

  @Nullable DownloadTask find(InnerPath path) {
    return tasks.get(path);
  }

  /** Takes the most urgent waiting task that is accepted, or null. */
  @Nullable DownloadTask take(Predicate<DownloadTask> accepted) {
    for (DownloadTask task : waiting) {
      if (accepted.test(task)) {
        waiting.remove(task);
        return task;
      }
    }
    return null;
  }

  /** Makes a task available again, after a failure or beside a stalled peer. */
  void putBack(DownloadTask task) {
    if (!task.isEnded()) {
      waiting.add(task);
    }
  }

  /** Takes a task out of the waiting order: nobody else is to begin it. */
  void hold(DownloadTask task) {
    waiting.remove(task);
  }

  /** Ends a task. Its future is completed by the caller. */
  void remove(DownloadTask task) {
    task.end();
    waiting.remove(task);
    tasks.remove(task.path, task);
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  int waitingCount() {
    return waiting.size();
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  int size() {
    return tasks.size();
  }

  /** Tasks made since the queue was last empty. */
  int started() {
    return started;
  }

  List<DownloadTask> all() {
    return new ArrayList<>(tasks.values());
  }

  List<DownloadTask> waiting() {
    return new ArrayList<>(waiting);
  }
}
