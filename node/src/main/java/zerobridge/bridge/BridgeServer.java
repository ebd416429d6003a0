package zerobridge.bridge;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.Threads;

/**
 * Serves the node's local socket: each connection, from a native messaging host or from the command
 * line, is a session of requests and answers. Only processes of the same user are heard.
 *
 * <p>Safe for any thread. Must be started by the holder of {@link SingleInstance} only, because it
 * replaces whatever socket file an earlier node left behind.
 */
public final class BridgeServer implements AutoCloseable {
  /** Version of the messages; the extension compares it with its own. */
  public static final int PROTOCOL = 1;

  /** Connections at once: a browser profile needs one, so this is far beyond any desk. */
  static final int MAX_SESSIONS = 64;

  private static final Logger log = LoggerFactory.getLogger(BridgeServer.class);

  private final RunDirectory directory;
  private final BridgeCommands commands;
  private final ControlToken token;
  private final Threads threads;
  private final Set<BridgeSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;
  private volatile LocalListener listener = closedListener();

  public BridgeServer(RunDirectory directory, BridgeBackend backend, Threads threads) {
    this.directory = directory;
    this.token = ControlToken.draw(new SecureRandom());
    this.commands = new BridgeCommands(backend, token);
    this.threads = threads;
  }

  /**
   * Binds the socket. Who connects from now on waits until {@link #serve}.
   *
   * @throws IOException when the socket cannot be made
   */
  public void bind() throws IOException {
    directory.create();
    token.write(directory.controlToken());
    Files.deleteIfExists(directory.socket());
    listener = LocalListener.bind(directory.socket());
    var view = Files.getFileAttributeView(directory.socket(), PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rw-------"));
    }
  }

  /** Begins to answer: everything that can be asked about is there. */
  public void serve() {
    threads.run("bridge", this::acceptAll);
  }

  /**
   * Binds the socket and begins to answer at once.
   *
   * @throws IOException when the socket cannot be made
   */
  public void start() throws IOException {
    bind();
    serve();
  }

  /** How many connections are open. */
  int sessionCount() {
    return sessions.size();
  }

  private void acceptAll() {
    while (!closed) {
      try {
        welcome(listener.accept());
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        if (!closed) {
          log.warn("The local socket {} gave up: {}", directory.socket(), e.getMessage());
        }
        return;
      }
    }
  }

  private void welcome(LocalListener.Accepted accepted) throws IOException {
    if (!accepted.sameUser() || sessions.size() >= MAX_SESSIONS) {
      log.warn(
          "Refused {} at the local socket: {}",
          accepted.peer(),
          accepted.sameUser() ? "too many connections" : "it is not this user");
      accepted.channel().close();
      return;
    }
    BridgeSession session = new BridgeSession(accepted.channel(), commands, threads);
    sessions.add(session);
    log.debug("{} connected to the local socket", accepted.peer());
    threads.run(
        "bridge session",
        () -> {
          try {
            session.run();
          } finally {
            sessions.remove(session);
          }
        });
  }

  /** Ends every session and removes the socket. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    listener.close();
    sessions.forEach(BridgeSession::close);
    Files.deleteIfExists(directory.socket());
    Files.deleteIfExists(directory.controlToken());
  }

  private static LocalListener closedListener() {
    return new LocalListener() {
      @Override
      public Accepted accept() throws IOException {
        throw new ClosedChannelException();
      }

      @Override
      public void close() {}
    };
  }
}
