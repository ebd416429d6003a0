package zerobridge.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackReader;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.CertificatePin;
import zerobridge.io.ByteBudget;
import zerobridge.net.PeerAddress;

/**
 * A connection to another node after its handshake; which side dialled makes no difference.
 *
 * <ol>
 *   <li>One thread reads ({@link #run}): answers complete the futures of {@link #request}, requests
 *       go to a queue that works beside it.
 *   <li>Any thread may send; many requests can be on their way at once, answers come in any order.
 *   <li>The end comes once, from either side, from a broken rule or from the watchdog: all open
 *       requests fail with its reason.
 * </ol>
 *
 * Futures are completed, and sinks are written, by the reading thread: what depends on them must
 * not block, or belongs onto another executor. Safe for any thread.
 */
public final class PeerConnection {
  /** How long a peer may be silent while it owes an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  static final int MAX_BAD_ACTIONS = 40;
  private static final Logger log = LoggerFactory.getLogger(PeerConnection.class);

  private final Link link;
  private final Peer peer;
  private final Outbox outbox;
  private final RequestQueue queue;
  private final InstantSource clock;
  private final OpenRequests requests = new OpenRequests();
  private final Conduct conduct;
  private final Slowness slowness = new Slowness();
  private final AtomicInteger users = new AtomicInteger();

  private final RequestSender sender;
  private final long openedAt;
  private volatile boolean insideStream;
  private volatile long lastMessage;
  private volatile Duration lastDelay;
  private volatile String endReason = "";

  /**
   * Who is at the other end.
   *
   * @param address where it can be dialled (port 0 if nowhere), as far as known
   * @param outgoing whether this node dialled
   * @param delay the time that its handshake took
   */
  record Peer(PeerAddress address, Handshake handshake, boolean outgoing, Duration delay) {}

  PeerConnection(Link link, Peer peer, Outbox outbox, RequestQueue queue, InstantSource clock) {
    this.link = link;
    this.peer = peer;
    this.outbox = outbox;
    this.queue = queue;
    this.clock = clock;
    this.conduct = new Conduct(clock);
    this.sender = new RequestSender(requests, outbox, queue, clock, this::close);
    this.lastDelay = peer.delay();
    this.openedAt = clock.millis();
    this.lastMessage = openedAt;
  }

  /** Where the node can be dialled; with port 0 it can't, but is reachable over this connection. */
  public PeerAddress address() {
    return peer.address();
  }

  /**
   * True if the node is known to be at {@link #address}: it was dialled there, or came from that
   * host. An onion that a node only claims in its handshake is not proven (W10): it must not be
   * told to others, nor be found when somebody asks for that onion.
   */
  public boolean isAddressProven() {
    return peer.outgoing() || peer.address() instanceof PeerAddress.Ip;
  }

  /** What the node said about itself. */
  public Handshake handshake() {
    return peer.handshake();
  }

  /** True if this node dialled the other. */
  public boolean isOutgoing() {
    return peer.outgoing();
  }

  public boolean isTls() {
    return link.isTls();
  }

  /** The pin of the certificate that the other end showed, when this node dialled it with TLS. */
  public Optional<CertificatePin> certificatePin() {
    return link.certificatePin();
  }

  public boolean isOpen() {
    return !link.isClosed();
  }

  /** The last measured round trip. */
  public Duration lastDelay() {
    return lastDelay;
  }

  /** Bytes received, counted above TLS. */
  public long bytesIn() {
    return link.bytesIn();
  }

  /** Bytes sent, counted above TLS. */
  public long bytesOut() {
    return outbox.bytesOut();
  }

  /** When bytes arrived last, Unix milliseconds. */
  public long lastReceived() {
    return link.lastReceived();
  }

  /** Requests of ours that have no answer yet: a measure of how busy the connection is. */
  public int openRequests() {
    return requests.size();
  }

  /** Why the connection ended, a sentence; empty while it is open. */
  public String endReason() {
    return endReason;
  }

  /** A site begins to use the connection; one that nobody uses is closed after five minutes. */
  public void retain() {
    users.incrementAndGet();
  }

  /** A site ceases to use the connection. */
  public void release() {
    users.decrementAndGet();
  }

  int users() {
    return users.get();
  }

  /** A site thinks better, or worse, of the peer: counts when there are too many connections. */
  public void rate(int points) {
    conduct.rate(points);
  }

  Conduct conduct() {
    return conduct;
  }

  /** When the connection began, Unix milliseconds. */
  long openedAt() {
    return openedAt;
  }

  /**
   * Asks for something that is answered by one map.
   *
   * @return the answer; fails with {@link RefusedException} if it is an error, with another {@link
   *     IOException} if the connection ends first
   */
  public CompletableFuture<Message> request(
      String command, Map<String, ? extends @Nullable Object> params) {
    return request(command, params, PATIENCE);
  }

  /**
   * As {@link #request(String, Map)}.
   *
   * @param patience how long the peer may be silent before the connection counts as dead
   */
  public CompletableFuture<Message> request(
      String command, Map<String, ? extends @Nullable Object> params, Duration patience) {
    return submit(new PendingRequest(command, params, patience, null, 0));
  }

  /**
   * Asks for something that is answered by a map and raw data behind it. The future completes after
   * the last byte was written to the sink. If the sink throws, the future fails with that exception
   * and the connection goes on.
   *
   * @param maxBytes a peer that announces more is cut off
   */
  public CompletableFuture<Message> stream(
      String command,
      Map<String, ? extends @Nullable Object> params,
      int maxBytes,
      OutputStream sink) {
    return submit(new PendingRequest(command, params, PATIENCE, sink, maxBytes));
  }

  /** Counts something a well-behaved node doesn't do; above 40 points the connection ends. */
  public void badAction(int weight, String what) {
    int sum = conduct.badAction(weight);
    if (weight > 0) {
      log.debug("{}: {} ({} points, {} in all)", address(), what, weight, sum);
    }
    if (sum > MAX_BAD_ACTIONS) {
      close("Too many bad actions, the last: " + what);
    }
  }

  /** Forgives all bad actions: a valid update is worth it. */
  public void goodAction() {
    conduct.forgive();
  }

  /** Ends the connection; the first reason counts. */
  public void close(String reason) {
    close(reason, false);
  }

  private void close(String reason, boolean ruleBroken) {
    synchronized (this) {
      if (!endReason.isEmpty()) {
        return;
      }
      endReason = reason;
    }
    log.debug("{}: closed. {}", address(), reason);
    link.close();
    queue.stop();
    requests.failAll(new ConnectionClosedException(reason, ruleBroken));
  }

  /** Reads until the end. Called once, by the thread that belongs to the connection. */
  void run(Dispatcher dispatcher) {
    String reason = "The peer closed the connection.";
    boolean ruleBroken = false;
    sender.readsHere();
    try {
      link.setReadTimeout(0);
      MsgPackReader reader = link.reader();
      reader.limitTo(requests::messageLimit);
      for (Message message = reader.next(); message != null; message = reader.next()) {
        lastMessage = clock.millis();
        handle(message, dispatcher);
      }
    } catch (ProtocolException e) {
      reason = e.getMessage() == null ? "Broken protocol." : e.getMessage();
      ruleBroken = true;
    } catch (IOException e) {
      reason = "The connection broke: " + (e.getMessage() == null ? e : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reason = "This node stops.";
    } catch (RejectedExecutionException e) {
      reason = "This node stops.";
    } catch (RuntimeException | Error e) {
      reason = "An error of this node.";
      log.error("{}: reading failed", address(), e);
      throw e;
    } finally {
      link.reader().releaseReserved();
      close(reason, ruleBroken);
    }
  }

  /** Sends an answer; blocks while the peer doesn't read. */
  void send(byte[] message) throws IOException {
    outbox.send(message);
  }

  /** Sends an answer with a piece of a file inside or behind it, as one unit. */
  void send(Outbox.FilePart part) throws IOException {
    outbox.send(part);
  }

  ByteBudget memory() {
    return link.intake().memory();
  }

  /** Gives up requests that a peer has left out while it answered others. */
  void expireRequests() {
    requests.expire(clock.millis());
  }

  private void handle(Message message, Dispatcher dispatcher)
      throws IOException, InterruptedException {
    if (!message.has("cmd")) {
      throw new ProtocolException("A message without a command.");
    }
    String command = message.text("cmd");
    if (command == null || command.isEmpty()) {
      return;
    }
    if (command.equals("response")) {
      onAnswer(message);
    } else {
      Message params = message.map("params");
      if (params == null) {
        throw new ProtocolException("A request without parameters.");
      }
      if (command.equals("handshake")) {
        throw new ProtocolException("A second handshake.");
      }
      Object id = message.value("req_id");
      long held = link.reader().takeReserved();
      queue.add(
          new RequestQueue.Job(
              (int) link.reader().cost(),
              () -> dispatcher.dispatch(this, command, id, params),
              () -> memory().giveBack(held)));
    }
  }

  private void onAnswer(Message message) throws IOException {
    OptionalLong id = message.integer("to");
    PendingRequest request = id.isEmpty() ? null : requests.find(id.getAsLong());
    if (message.has("stream_bytes")) {
      readStream(message.integer("stream_bytes"), request);
    }
    if (request != null && requests.remove(id.getAsLong()) != null) {
      if (requests.size() == 0) {
        lastDelay = Duration.ofMillis(Math.max(0, clock.millis() - request.sentAt));
      }
      request.complete(message);
      sender.sendSoon();
    }
  }

  private void readStream(OptionalLong announced, @Nullable PendingRequest request)
      throws IOException {
    if (request == null) {
      throw new ProtocolException("Raw data that nobody asked for.");
    }
    long left = announced.orElse(-1);
    if (left < 0 || left > request.maxStream()) {
      throw new ProtocolException("More raw data than was asked for.");
    }
    insideStream = true;
    while (left > 0) {
      ByteBuffer data = link.reader().nextRaw((int) left);
      left -= data.remaining();
      request.write(data);
    }
    insideStream = false;
  }

  private CompletableFuture<Message> submit(PendingRequest request) {
    requests.add(request);
    sender.sendSoon();
    return request.answer;
  }

  /** What the watchdog judges by. */
  Vitals vitals() {
    long now = clock.millis();
    boolean onion = address() instanceof PeerAddress.Onion;
    int factor = onion ? 2 : 1;
    long writing = outbox.writeStarted();
    boolean insideMessage = link.reader().isInsideMessage();
    boolean limited = link.intake().throttle().limit() > 0;
    long received = link.isHeldBack() ? now : link.lastReceived();
    return new Vitals(
        Duration.ofMillis(now - Math.max(received, Math.max(openedAt, lastMessage))),
        Duration.ofMillis(now - outbox.lastSent()),
        writing == 0 ? Duration.ZERO : Duration.ofMillis(now - writing),
        insideStream || insideMessage,
        requests.isAnyOverdue(now, factor),
        slowness.isTooSlow(now, insideMessage && !limited, lastMessage, bytesIn(), factor),
        users.get(),
        factor);
  }

  @Override
  public String toString() {
    return (peer.outgoing() ? "to " : "from ") + address() + (isTls() ? " (TLS)" : "");
  }
}
