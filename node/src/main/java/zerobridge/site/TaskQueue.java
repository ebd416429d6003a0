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
 * The files and pieces a site still has to fetch, one task for each, most urgent first. A task that
 * runs is not in the waiting order; when its peer fails or stalls it is put back. Confined to the
 * site's lane. Peer protocol, tasks.
 */
final class TaskQueue {
  private static final Comparator<DownloadTask> URGENCY =
      Comparator.comparingInt(DownloadTask::priority).reversed().thenComparingLong(task -> task.id);

  private final Map<Object, DownloadTask> tasks = new HashMap<>();
  private final TreeSet<DownloadTask> waiting = new TreeSet<>(URGENCY);
  private long nextId;
  private int started;
  private int changes;

  /** The task of a file, made if there is none; an existing one becomes as urgent as asked. */
  DownloadTask add(InnerPath path, @Nullable FileEntry entry, int priority, long nowNanos) {
    return add(
        entry == null ? new Wanted.Manifest(path) : new Wanted.File(entry), priority, nowNanos);
  }

  /** As the other one, for anything. */
  DownloadTask add(Wanted wanted, int priority, long nowNanos) {
    int urgency = priority + wanted.boost();
    DownloadTask known = tasks.get(wanted.key());
    if (known != null) {
      change(known, Math.max(known.priority(), urgency));
      return known;
    }
    if (tasks.isEmpty()) {
      started = 0;
    }
    started++;
    DownloadTask task = new DownloadTask(wanted, urgency, nextId++, nowNanos);
    tasks.put(wanted.key(), task);
    waiting.add(task);
    changes++;
    return task;
  }

  /** Makes a task as urgent as given, more or less than it was. */
  void change(DownloadTask task, int urgency) {
    if (urgency == task.priority()) {
      return;
    }
    boolean wasWaiting = waiting.remove(task);
    task.setPriority(urgency);
    if (wasWaiting) {
      waiting.add(task);
    }
  }

  /** As {@link #change}, of what may or may not be queued. */
  void prioritise(Wanted wanted, int urgency) {
    DownloadTask task = find(wanted);
    if (task != null) {
      change(task, urgency);
    }
  }

  /** The task of a manifest or file; not of a piece. */
  @Nullable DownloadTask find(InnerPath path) {
    return tasks.get(path);
  }

  @Nullable DownloadTask find(Wanted wanted) {
    return tasks.get(wanted.key());
  }

  /** The most urgent piece of a big file that waits, or null. */
  @Nullable DownloadTask firstWaitingPiece() {
    for (DownloadTask task : waiting) {
      if (task.isPiece()) {
        return task;
      }
    }
    return null;
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
      changes++;
    }
  }

  /** Peers may be able to serve what they could not before. */
  void holdersChanged() {
    changes++;
  }

  /** Grows whenever somebody who found no task before may find one now. */
  int changes() {
    return changes;
  }

  /** Takes a task out of the waiting order: nobody else is to begin it. */
  void hold(DownloadTask task) {
    waiting.remove(task);
  }

  /** Ends a task. Its future is completed by the caller. */
  void remove(DownloadTask task) {
    task.end();
    waiting.remove(task);
    tasks.remove(task.wanted.key(), task);
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

  /** The most urgent waiting tasks. */
  List<DownloadTask> mostUrgent(int most) {
    return waiting.stream().limit(most).toList();
  }

  /** The most urgent waiting tasks that only some peers can serve. */
  List<DownloadTask> waitingForFew(int most) {
    return waiting.stream().filter(task -> task.wanted.isRare()).limit(most).toList();
  }
}
