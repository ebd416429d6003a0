package zerobridge.site;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a swarm has achieved since it was last idle. Confined to the site's lane but for {@link
 * #state}.
 */
final class SwarmProgress {
  private int doneFiles;
  private long receivedBytes;
  private @Nullable String problem;
  private volatile DownloadState state = DownloadState.IDLE;

  /** The figures of the latest report, seen from any thread. */
  DownloadState state() {
    return state;
  }

  /** Counting begins anew. */
  void begin() {
    doneFiles = 0;
    receivedBytes = 0;
  }

  void received(long bytes) {
    receivedBytes += bytes;
  }

  /** A file is in place; what was said about it no longer holds. */
  void done(Wanted wanted) {
    doneFiles++;
    if (problem != null && problem.startsWith(wanted.label() + ": ")) {
      problem = null;
    }
  }

  void problem(Wanted wanted, String reason) {
    problem = wanted.label() + ": " + reason;
  }

  /** Something is wrong with the whole site. */
  void problem(String reason) {
    problem = reason;
  }

  void report(TaskQueue queue, int workers, int badFiles) {
    state =
        new DownloadState(
            queue.size(),
            queue.started(),
            workers,
            badFiles,
            doneFiles,
            receivedBytes,
            Optional.ofNullable(problem));
  }
}
