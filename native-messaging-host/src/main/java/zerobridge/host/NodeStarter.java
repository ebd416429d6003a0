package zerobridge.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts the node and waits until it can be connected to. Of several hosts that try at once, one
 * holds the start lock and starts it; the others wait for the same node.
 */
final class NodeStarter {
  /** How long a node may take until it listens; one with thousands of sites needs a few seconds. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Pause between two looks at the socket. */
  private static final Duration POLL = Duration.ofMillis(40);

  /** Pause between two messages that tell the page to go on waiting. */
  private static final Duration PROGRESS = Duration.ofMillis(500);

  private static final int LINE_LIMIT = 300;

  private final RunDirectory directory;
  private final List<String> command;
  private final Duration patience;
  private final CountDownLatch cancelled = new CountDownLatch(1);

  /**
   * @param command starts a node that ends with neither this process nor the browser
   */
  NodeStarter(RunDirectory directory, List<String> command, Duration patience) {
    this.directory = directory;
    this.command = command;
    this.patience = patience;
  }

  /**
   * Blocks until the node is up.
   *
   * @param progress told the milliseconds passed, at once and then twice a second
   * @throws StartException when it doesn't come up, with a sentence for the person
   */
  NodeLink start(LongConsumer progress) throws StartException {
    long begin = System.nanoTime();
    try {
      directory.create();
      try (FileChannel lockFile =
          FileChannel.open(
              directory.startLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        return startOrWait(lockFile, new Wait(begin, progress));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("The browser closed the connection while the node was starting");
    } catch (StartException e) {
      throw e;
    } catch (IOException e) {
      throw new StartException("The node could not be started: " + e.getMessage());
    }
  }

  /** Ends the wait of {@link #start} from another thread; a node already on its way comes up. */
  void cancel() {
    cancelled.countDown();
  }

  private NodeLink startOrWait(FileChannel lockFile, Wait wait)
      throws IOException, InterruptedException {
    FileLock lock = null;
    Process node = null;
    try {
      while (true) {
        Optional<NodeLink> link = NodeLink.connect(directory.socket());
        if (link.isPresent()) {
          return link.get();
        }
        if (node != null && !node.isAlive() && node.exitValue() != 0) {
          throw new StartException(failure(node.exitValue()));
        }
        if (lock == null) {
          // Looks at the socket once more after the lock came: its last holder may have succeeded.
          lock = tryLock(lockFile);
        } else if (node == null) {
          node = launch();
        }
        if (node != null || lock == null) {
          wait.forAMoment();
        }
      }
    } finally {
      if (lock != null) {
        lock.release();
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  /** Keeps none of this process's pipes open in the node, or the browser's port could not close. */
  private Process launch() throws IOException {
    return new ProcessBuilder(command)
        .directory(Path.of(System.getProperty("user.home")).toFile())
        .redirectInput(ProcessBuilder.Redirect.from(nullDevice().toFile()))
        .redirectOutput(directory.startLog().toFile())
        .redirectErrorStream(true)
        .start();
  }

  private static Path nullDevice() {
    return Path.of(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
  }

  /**
   * The node says in one line what is wrong; the lines of a stack trace say nothing to a person.
   */
  private String failure(int exitValue) throws IOException {
    String ended = "The node ended at once with code " + exitValue;
    if (!Files.exists(directory.startLog())) {
      return ended;
    }
    String log = new String(Files.readAllBytes(directory.startLog()), StandardCharsets.UTF_8);
    return log.lines()
        .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
        .reduce((earlier, later) -> later)
        .map(line -> line.substring(0, Math.min(line.length(), LINE_LIMIT)))
        .map(line -> ended + ": " + line)
        .orElse(ended);
  }

  /** The time that passes while the node comes up. */
  private final class Wait {
    private final long begin;
    private final LongConsumer progress;
    private long told = -1;

    Wait(long begin, LongConsumer progress) {
      this.begin = begin;
      this.progress = progress;
    }

    void forAMoment() throws StartException, InterruptedException {
      long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
      if (passed > patience.toMillis()) {
        throw new StartException(
            "The node did not answer within " + patience.toSeconds() + " seconds");
      }
      if (told < 0 || passed - told >= PROGRESS.toMillis()) {
        told = passed;
        progress.accept(passed);
      }
      if (cancelled.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StartException("The browser closed the connection while the node was starting");
      }
    }
  }
}
