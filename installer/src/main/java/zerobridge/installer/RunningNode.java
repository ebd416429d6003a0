package zerobridge.installer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import zerobridge.host.NodeLink;
import zerobridge.host.RunDirectory;

/** The node of this person, if it runs; asked over its local socket, never started. */
final class RunningNode {

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration STOPPED = Duration.ofSeconds(20);
  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private RunningNode() {}

  /** What the node says of itself; empty when none runs. */
  static Optional<JsonObject> status(RunDirectory directory) throws IOException {
    Optional<NodeLink> running = NodeLink.connect(directory.socket());
    if (running.isEmpty()) {
      return Optional.empty();
    }
    try (NodeLink link = running.get()) {
      Conversation conversation = new Conversation(link.channel(), link.channel());
      JsonObject told = conversation.hello(ANSWER);
      conversation
          .ask("status", ANSWER)
          .entrySet()
          .forEach(entry -> told.add(entry.getKey(), entry.getValue()));
      told.remove("id");
      told.remove("ok");
      return Optional.of(told);
    } catch (IOException e) {
      throw new IOException("the running node cannot be asked: " + e.getMessage(), e);
    }
  }

  /**
   * Stops the node, if one runs, and returns when it is gone.
   *
   * @throws IOException when it is still there after a while
   */
  static void stop(RunDirectory directory) throws IOException {
    Optional<NodeLink> running = NodeLink.connect(directory.socket());
    if (running.isEmpty()) {
      return;
    }
    try (NodeLink link = running.get()) {
      Conversation conversation = new Conversation(link.channel(), link.channel());
      conversation.hello(ANSWER);
      conversation.ask("stop", ANSWER);
    } catch (IOException e) {
      throw new IOException("the running node cannot be stopped: " + e.getMessage(), e);
    }
    awaitEnd(directory.path().resolve("node.lock"));
  }

  /** The node holds its lock for as long as its process lives, longer than its socket. */
  private static void awaitEnd(Path lock) throws IOException {
    if (!Files.exists(lock)) {
      return;
    }
    long deadline = System.nanoTime() + STOPPED.toNanos();
    try (FileChannel file = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      while (file.tryLock() == null) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "the node is still running " + STOPPED.toSeconds() + " s after it was asked to stop");
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
  }
}
