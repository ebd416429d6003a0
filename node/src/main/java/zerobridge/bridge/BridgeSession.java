package zerobridge.bridge;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.Threads;

/**
 * One connection to the local socket. {@link #run} reads requests on its own thread; answers that
 * wait for the network and pushes come from other threads, so writing is guarded.
 */
final class BridgeSession {
  private static final Logger log = LoggerFactory.getLogger(BridgeSession.class);

  private final SocketChannel channel;
  private final BridgeCommands commands;
  private final Threads threads;
  private final Object writing = new Object();
  private volatile @Nullable Subscription subscription;

  BridgeSession(SocketChannel channel, BridgeCommands commands, Threads threads) {
    this.channel = channel;
    this.commands = commands;
    this.threads = threads;
  }

  /** Serves until the other side leaves or breaks the protocol. */
  void run() {
    try {
      for (byte[] frame = Frames.read(channel); frame != null; frame = Frames.read(channel)) {
        serve(frame);
      }
    } catch (BridgeException e) {
      log.debug("A connection to the local socket broke the protocol: {}", e.getMessage());
      trySend(BridgeMessages.failure(null, e));
    } catch (IOException e) {
      log.debug("A connection to the local socket ended: {}", e.getMessage());
    } finally {
      close();
    }
  }

  private void serve(byte[] frame) throws IOException {
    BridgeMessages.Request request = BridgeMessages.parse(frame);
    if (request.command().equals("subscribe")) {
      subscribe(request);
    } else if (BridgeCommands.mayWait(request.command())) {
      threads.run("bridge " + request.command(), () -> trySend(commands.answer(request)));
    } else {
      send(commands.answer(request));
      commands.afterAnswer(request);
    }
  }

  private void subscribe(BridgeMessages.Request request) throws IOException {
    stopPushing();
    try {
      Subscription next = Subscription.of(request, commands, this::trySend);
      send(BridgeMessages.success(request, new JsonObject()));
      if (!next.isEmpty()) {
        subscription = next;
        next.start(threads);
      }
    } catch (BridgeException e) {
      send(BridgeMessages.failure(request.id(), e));
    }
  }

  private void send(JsonObject message) throws IOException {
    byte[] body = BridgeMessages.text(message).getBytes(StandardCharsets.UTF_8);
    synchronized (writing) {
      Frames.write(channel, body);
    }
  }

  private void trySend(JsonObject message) {
    try {
      send(message);
    } catch (IOException e) {
      log.debug("Nobody reads the answer at the local socket: {}", e.getMessage());
      close();
    }
  }

  private void stopPushing() {
    Subscription current = subscription;
    if (current != null) {
      current.close();
      subscription = null;
    }
  }

  /** Ends the session from any thread; the reading thread notices. */
  void close() {
    stopPushing();
    try (channel) {
      if (channel.isOpen()) {
        // Wakes a blocked native read, which the closing of the descriptor alone would not.
        channel.shutdownInput();
      }
    } catch (IOException e) {
      log.debug("The connection was already gone: {}", e.getMessage());
    }
  }

  /** Shortest and longest pause between two pushes that a subscriber may ask for. */
  static Duration pause(long millis) {
    return Duration.ofMillis(Math.max(1_000, Math.min(millis, 60_000)));
  }
}
