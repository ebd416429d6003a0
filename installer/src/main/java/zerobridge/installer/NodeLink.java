package zerobridge.installer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A connection to the running node over its local socket. It never starts one. */
final class NodeLink implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration STOPPED = Duration.ofSeconds(20);
  private static final long POLL_NANOS = Duration.ofMillis(50).toNanos();

  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;
  private int lastId;

  private NodeLink(SocketChannel channel) {
    this.channel = channel;
    this.in = Channels.newInputStream(channel);
    this.out = Channels.newOutputStream(channel);
  }

  /** Connects; empty when no node runs. */
  static Optional<NodeLink> open(Path runDirectory) throws IOException {
    Path socket = runDirectory.resolve("node.sock");
    if (!Files.exists(socket)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new NodeLink(SocketChannel.open(UnixDomainSocketAddress.of(socket))));
    } catch (ConnectException leftBehind) {
      return Optional.empty();
    } catch (SocketException e) {
      throw new IOException(
          "the node's socket " + socket + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** Sends a command and returns its answer. */
  JsonObject ask(JsonObject command) throws IOException {
    int id = ++lastId;
    command.addProperty("id", id);
    Frames.write(out, command);
    try {
      return Frames.answer(in, id, ANSWER);
    } catch (IOException e) {
      throw new IOException("the node: " + e.getMessage(), e);
    }
  }

  /** The command that opens every conversation. */
  static JsonObject hello() {
    JsonObject hello = command("hello");
    hello.addProperty("protocol", 1);
    hello.addProperty("browser", "installer");
    return hello;
  }

  static JsonObject command(String name) {
    JsonObject command = new JsonObject();
    command.addProperty("cmd", name);
    return command;
  }

  /**
   * Stops the running node, if any, and returns when it is gone.
   *
   * @throws IOException when it is still there after a while
   */
  static void stop(Path runDirectory) throws IOException {
    Optional<NodeLink> running = open(runDirectory);
    if (running.isEmpty()) {
      return;
    }
    try (NodeLink link = running.get()) {
      link.ask(hello());
      link.ask(command("stop"));
    }
    awaitEnd(runDirectory.resolve("node.lock"));
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

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
