package zerobridge.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.CertificatePin;
import zerobridge.crypto.PeerCertificate;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkRefusedException;
import zerobridge.net.PeerAddress;

/**
 * This node among its peers: listens, dials, keeps one connection to each address and watches over
 * all of them. Safe for any thread.
 */
public final class PeerNetwork implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PeerNetwork.class);
  private static final Duration CHECK_PERIOD = Duration.ofSeconds(5);

  /** Making a certificate takes seconds on a slow machine, and the network starts after it. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(15);

  /** Bad actions are forgiven every 270th check, 22.5 minutes, as the reference does. */
  private static final int CHECKS_UNTIL_FORGIVEN = 270;

  private final PeerSettings settings;
  private final Dialer dialer;
  private final Threads threads;
  private final InstantSource clock;
  private final OwnHandshake own;
  private final Greeter greeter;
  private final SeenCertificates certificates = new SeenCertificates();
  private final ConnectionRegistry registry = new ConnectionRegistry();
  private final Map<PeerAddress, CompletableFuture<PeerConnection>> dialing =
      new ConcurrentHashMap<>();
  private final Map<String, PeerCommand> commands = new ConcurrentHashMap<>();
  private final Bandwidth bandwidth;
  private final Intake intake;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile Consumer<InetAddress> arrivals = source -> {};
  private final CountDownLatch startedOrClosed = new CountDownLatch(1);
  private volatile @Nullable Served served;
  private int checks;

  /** What exists only while the network runs. */
  private record Served(
      PeerService service, Dispatcher dispatcher, Listener listener, ScheduledFuture<?> watchdog) {}

  /** Makes a network whose certificate is there already; see the other constructor. */
  public PeerNetwork(
      PeerSettings settings,
      PeerCertificate certificate,
      Dialer dialer,
      Threads threads,
      InstantSource clock) {
    this(settings, CompletableFuture.completedFuture(certificate), dialer, threads, clock);
  }

  /**
   * Makes a network; nothing runs yet.
   *
   * @param certificate may still be in the making: the first encrypted connection waits for it
   */
  public PeerNetwork(
      PeerSettings settings,
      CompletableFuture<PeerCertificate> certificate,
      Dialer dialer,
      Threads threads,
      InstantSource clock) {
    this.settings = settings;
    this.dialer = dialer;
    this.threads = threads;
    this.clock = clock;
    this.bandwidth = new Bandwidth(clock);
    this.intake = Intake.of(bandwidth.down());
    this.own = new OwnHandshake(settings, clock);
    Tls tls = new Tls(() -> certificate.join().sslContext());
    this.greeter = new Greeter(own, tls, settings, clock, intake);
    serve("checkport", new PortProbe(dialer, threads));
  }

  /**
   * Answers a command of its own, beside those of the {@link PeerService}.
   *
   * @param command its name as it is sent
   */
  public void serve(String command, PeerCommand handler) {
    commands.put(command, handler);
  }

  /**
   * Begins to listen and to watch. Called once, before anything else.
   *
   * @param service answers the requests of peers
   * @throws IOException if the port can't be opened
   */
  public void start(PeerService service) throws IOException {
    Listener listener = new Listener(settings, greeter, threads, clock, intake);
    own.setPort(listener.port());
    ScheduledFuture<?> watchdog =
        threads.every(CHECK_PERIOD, CHECK_PERIOD, "peer watchdog", this::check);
    Dispatcher dispatcher = new Dispatcher(service, commands, threads);
    served = new Served(service, dispatcher, listener, watchdog);
    startedOrClosed.countDown();
    listener.start(
        source -> arrivals.accept(source),
        this::welcomed,
        () -> registry.shrinkIncoming(clock.millis()));
    log.info("Listening for peers on port {}", listener.port());
  }

  /** The port that others reach this node by. */
  public int localPort() {
    return running().listener.port();
  }

  /**
   * Returns the connection to an address, dialling if there is none. Blocks for up to a minute and
   * a half; callers that ask at the same time share one attempt.
   *
   * @throws IOException if there is no way to the node or it doesn't speak our protocol
   */
  public PeerConnection connect(PeerAddress address) throws IOException {
    Optional<PeerConnection> existing = registry.find(address);
    if (existing.isPresent()) {
      return existing.get();
    }
    if (isOurs(address)) {
      throw new NetworkRefusedException("This is our own address: " + address);
    }
    CompletableFuture<PeerConnection> mine = new CompletableFuture<>();
    CompletableFuture<PeerConnection> other = dialing.putIfAbsent(address, mine);
    if (other != null) {
      return await(other);
    }
    try {
      PeerConnection connection = dial(address);
      mine.complete(connection);
      return connection;
    } catch (IOException | RuntimeException e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      dialing.remove(address, mine);
    }
  }

  /**
   * Opens a connection of its own to a node that serves as a tracker, which may be this one. It is
   * no peer: sites don't learn of it, and it is the caller's to reuse and to close. Blocks like
   * {@link #connect}.
   *
   * @throws IOException if there is no way to the node, it doesn't speak our protocol or shows
   *     another certificate than the pinned one
   */
  public PeerConnection connectTracker(TrackerAddress tracker) throws IOException {
    Served current = running();
    PeerConnection connection = connection(greeter.dial(dialer, new Dialled.Tracker(tracker)));
    registry.addTracker(connection);
    threads.run(
        tracker.toString(), () -> live(connection, () -> connection.run(current.dispatcher)));
    return connection;
  }

  /** The open connection to an address, whichever side dialled. */
  public Optional<PeerConnection> find(PeerAddress address) {
    return registry.find(address);
  }

  /** All open connections. */
  public List<PeerConnection> connections() {
    return registry.all();
  }

  /** Bytes received since the start over all connections, counted above TLS. */
  public long bytesIn() {
    return bandwidth.down().total();
  }

  /** Bytes sent since the start over all connections, counted above TLS. */
  public long bytesOut() {
    return bandwidth.up().total();
  }

  /** How often a peer showed another certificate than before, since the start. */
  public int certificateChanges() {
    return certificates.changes();
  }

  /** The limits of speed over all connections. */
  public Bandwidth bandwidth() {
    return bandwidth;
  }

  /** True if an address is known to be this node's own; never to be dialled or handed out. */
  public boolean isOurs(PeerAddress address) {
    return own.isOurs(address);
  }

  /**
   * False for this machine, from where the connections of onion services come too, and for onions.
   */
  public boolean isStranger(PeerAddress address) {
    return own.isStranger(address);
  }

  /** Public addresses of this node whose port is known to be open. */
  public List<PeerAddress> openAddresses() {
    return own.openAddresses();
  }

  /** Learns an address of this node. */
  public void addOwnAddress(PeerAddress address) {
    own.learnAddress(address);
  }

  /** Tells new peers whether our port can be reached; {@code null} if that isn't known. */
  public void setPortOpened(HostKind kind, @Nullable Boolean opened) {
    own.setPortOpened(kind, opened);
  }

  /** Whether our port can be reached over a kind of address; {@code null} if that isn't known. */
  public @Nullable Boolean portOpened(HostKind kind) {
    return own.portOpened(kind);
  }

  /**
   * Tells of everybody who connects to our port from now on, before a byte is read and even if
   * nothing comes of it: each is proof that the port can be reached from there.
   *
   * @param listener called on the thread that accepts; must not block or throw
   */
  public void onArrival(Consumer<InetAddress> listener) {
    arrivals = listener;
  }

  /** Stops listening and ends all connections. */
  @Override
  public void close() {
    closed.set(true);
    startedOrClosed.countDown();
    Served current = served;
    if (current != null) {
      current.watchdog.cancel(false);
      current.listener.close();
    }
    registry.all().forEach(connection -> connection.close("This node stops."));
  }

  private PeerConnection dial(PeerAddress address) throws IOException {
    Served current = running();
    PeerConnection connection = connection(greeter.dial(dialer, new Dialled.Peer(address)));
    connection.certificatePin().ifPresent(pin -> remember(connection, pin));
    registry.add(connection);
    registry.shrink(clock.millis());
    threads.run("peer " + address, () -> live(connection, current));
    return connection;
  }

  private void remember(PeerConnection connection, CertificatePin pin) {
    if (!certificates.learn(connection.address(), pin)) {
      log.debug("{}: shows another certificate than before", connection);
    }
  }

  /** Lives with an incoming connection on the thread that greeted it. */
  private void welcomed(Greeter.Greeted greeted) {
    PeerConnection connection = connection(greeted);
    registry.add(connection);
    registry.shrink(clock.millis());
    live(connection, running());
  }

  private void live(PeerConnection connection, Served current) {
    try {
      live(
          connection,
          () -> {
            current.service.opened(connection);
            connection.run(current.dispatcher);
          });
    } finally {
      current.service.closed(connection);
    }
  }

  private void live(PeerConnection connection, Runnable life) {
    log.debug("{}: connected, version {}", connection, connection.handshake().version());
    try {
      if (closed.get()) {
        connection.close("This node stops.");
        return;
      }
      life.run();
    } finally {
      registry.remove(connection);
    }
  }

  private PeerConnection connection(Greeter.Greeted greeted) {
    Outbox outbox = new Outbox(greeted.link(), clock, bandwidth.up());
    return new PeerConnection(
        greeted.link(), greeted.peer(), outbox, new RequestQueue(threads), clock);
  }

  /** One round of the watchdog. */
  void check() {
    boolean forgive = checks++ % CHECKS_UNTIL_FORGIVEN == CHECKS_UNTIL_FORGIVEN - 1;
    for (PeerConnection connection : registry.all()) {
      Vitals.Verdict verdict = connection.vitals().verdict();
      if (verdict.action() == Vitals.Action.CLOSE) {
        connection.close(verdict.reason());
      } else if (verdict.action() == Vitals.Action.PING) {
        // A peer that doesn't answer is found by the next rounds.
        CompletableFuture<?> unused = new PeerClient(connection).ping();
      }
      connection.expireRequests();
      if (forgive) {
        connection.goodAction();
      }
    }
  }

  /** Sites load beside the start of the network: who dials or announces first waits for it. */
  private Served running() {
    try {
      if (!startedOrClosed.await(START_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.debug("The network has not started within {}", START_PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Served current = served;
    if (current == null) {
      throw new IllegalStateException("The peer network has not been started.");
    }
    return current;
  }

  private static PeerConnection await(CompletableFuture<PeerConnection> other) throws IOException {
    try {
      return other.join();
    } catch (CompletionException e) {
      throw new IOException("The same attempt by another caller failed: " + e.getCause(), e);
    }
  }
}
