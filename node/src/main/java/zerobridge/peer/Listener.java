package zerobridge.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.Threads;

/** Accepts connections, refuses floods, and greets each newcomer on a thread of its own. */
final class Listener implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);
  private static final int BACKLOG = 100;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final PeerSettings settings;
  private final Greeter greeter;
  private final Threads threads;
  private final InstantSource clock;
  private final Intake received;
  private final FloodGuard floodGuard;
  private final Slots slots = new Slots();
  private final ServerSocketChannel server;

  Listener(
      PeerSettings settings, Greeter greeter, Threads threads, InstantSource clock, Intake received)
      throws IOException {
    this.settings = settings;
    this.greeter = greeter;
    this.threads = threads;
    this.clock = clock;
    this.received = received;
    this.floodGuard = new FloodGuard(clock);
    this.server = ServerSocketChannel.open();
    InetAddress bind = settings.bind();
    try {
      // The wildcard address takes IPv4 and IPv6 with one socket.
      server.bind(
          bind == null
              ? new InetSocketAddress(settings.port())
              : new InetSocketAddress(bind, settings.port()),
          BACKLOG);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "Port " + settings.port() + " can't be opened for peers: " + e.getMessage(), e);
    }
  }

  int port() {
    return server.socket().getLocalPort();
  }

  /**
   * Begins to accept.
   *
   * @param arrived told who connected, even of those who are refused then; must not block
   * @param live lives with a connection until its end
   * @param full makes room, for those who come later
   */
  void start(Consumer<InetAddress> arrived, Consumer<Greeter.Greeted> live, Runnable full) {
    threads.run("peer listener", () -> accept(arrived, live, full));
  }

  private void accept(
      Consumer<InetAddress> arrived, Consumer<Greeter.Greeted> live, Runnable full) {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        arrived.accept(channel.socket().getInetAddress());
        admit(channel.socket(), live, full);
      } catch (IOException e) {
        if (server.isOpen()) {
          // Often no file descriptors are left; trying again at once would only burn time.
          log.warn("Accepting a peer failed: {}", e.getMessage());
          ScheduledFuture<?> unused =
              threads.after(
                  PAUSE_AFTER_FAILURE, "peer listener", () -> accept(arrived, live, full));
        }
        return;
      }
    }
  }

  private void admit(Socket socket, Consumer<Greeter.Greeted> live, Runnable full)
      throws IOException {
    InetAddress source = socket.getInetAddress();
    if (source == null || !mayEnter(source, full)) {
      log.debug("{}: refused at the door", source);
      socket.close();
      return;
    }
    threads.run(
        "peer from " + source.getHostAddress(),
        () -> {
          try {
            greet(socket, source, live);
          } finally {
            slots.release(source);
          }
        });
  }

  private boolean mayEnter(InetAddress source, Runnable full) {
    boolean local = settings.isLocal(source);
    if (!local && !floodGuard.admits(source)) {
      return false;
    }
    Slots.Verdict verdict = slots.take(source, !local);
    if (verdict == Slots.Verdict.FULL) {
      full.run();
    }
    return verdict == Slots.Verdict.ADMITTED;
  }

  private void greet(Socket socket, InetAddress source, Consumer<Greeter.Greeted> live) {
    try {
      socket.setTcpNoDelay(true);
      Link link = new Link(socket, clock, received);
      // Reads have their own limits, but a byte now and then would pass them for ever.
      ScheduledFuture<?> deadline =
          threads.after(Greeter.STEP_TIMEOUT, "peer greeting deadline", link::close);
      Greeter.Greeted greeted;
      try {
        greeted = greeter.welcome(link, source);
      } catch (IOException | RuntimeException e) {
        link.close();
        throw e;
      } finally {
        deadline.cancel(false);
      }
      live.accept(greeted);
    } catch (IOException e) {
      log.debug("{}: no handshake. {}", source, e.getMessage());
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      log.debug("Closing the listener: {}", e.toString());
    }
  }
}
