package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import zerobridge.io.InnerPath;

/** The order of downloads. */
class TaskQueueTest {
  private static final InnerPath FIRST = InnerPath.parse("a.png");
  private static final InnerPath SECOND = InnerPath.parse("b.png");

  private final TaskQueue queue = new TaskQueue();

  private DownloadTask add(InnerPath path, int priority) {
    return queue.add(path, null, priority, 0);
  }

  @Test
  void aPageThatWaitsGoesBeforeTheRest() {
    add(FIRST, TaskPriority.DOWNLOAD);
    add(SECOND, TaskPriority.PAGE);

    assertThat(queue.take(any -> true))
        .isNotNull()
        .extracting(DownloadTask::path)
        .isEqualTo(SECOND);
  }

  @Test
  void askingAgainRaisesThePriorityAndMakesNoSecondTask() {
    add(FIRST, TaskPriority.DOWNLOAD);
    DownloadTask task = add(SECOND, TaskPriority.DOWNLOAD);

    assertThat(add(SECOND, TaskPriority.PAGE)).isSameAs(task);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(queue.take(any -> true)).isSameAs(task);
  }

  @Test
  void aTaskThatRunsIsNotGivenTwiceUnlessPutBack() {
    DownloadTask task = add(FIRST, TaskPriority.DOWNLOAD);

    assertThat(queue.take(any -> true)).isSameAs(task);
    assertThat(queue.take(any -> true)).isNull();
    queue.putBack(task);
    assertThat(queue.take(any -> true)).isSameAs(task);
  }

  @Test
  void anEndedTaskNeverComesBack() {
    DownloadTask task = add(FIRST, TaskPriority.DOWNLOAD);
    queue.remove(task);

    queue.putBack(task);

    assertThat(queue.take(any -> true)).isNull();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whatThePeerMayNotServeStaysForOthers() {
    add(FIRST, TaskPriority.PAGE);
    DownloadTask other = add(SECOND, TaskPriority.DOWNLOAD);

    assertThat(queue.take(task -> task != null && task.path().equals(SECOND))).isSameAs(other);
    assertThat(queue.waitingCount()).isEqualTo(1);
  }
}
