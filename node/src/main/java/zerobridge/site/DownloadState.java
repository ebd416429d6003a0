package zerobridge.site;

import java.util.Optional;

/**
 * The progress of a site's downloads at one instant. Immutable.
 *
 * @param tasks files queued or on their way
 * @param startedTasks files ever put into the queue since it was last empty; never below {@code
 *     tasks}
 * @param workers connections that are working for the queue now
 * @param badFiles files wanted and not here, also those that wait for a retry
 * @param doneFiles files that arrived since the site last had nothing to fetch
 * @param receivedBytes bytes of those files
 * @param problem the exact reason of the latest failure, empty after a success of the same file
 */
public record DownloadState(
    int tasks,
    int startedTasks,
    int workers,
    int badFiles,
    int doneFiles,
    long receivedBytes,
    Optional<String> problem) {
  /** Nothing queued, nothing missing. */
  public static final DownloadState IDLE = new DownloadState(0, 0, 0, 0, 0, 0, Optional.empty());
}
