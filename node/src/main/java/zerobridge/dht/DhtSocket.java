package zerobridge.dht;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.ProtocolException;
import zerobridge.io.Threads;
import zerobridge.net.UdpPort;

/**
 * The socket of the DHT: joins answers to queries, and hands queries of others on. An answer counts
 * only from the address that was asked and with the random id that was sent. Safe for any thread.
 */
final class DhtSocket implements AutoCloseable {
  /** How long an answer is waited for. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Queries of ours that may wait at the same time. */
  private static final int MAX_OPEN = 500;

  private static final int TRANSACTION_BYTES = 4;
  private static final int FAILURES_IN_A_ROW = 100;
  private static final Logger log = LoggerFactory.getLogger(DhtSocket.class);

  private final UdpPort port;
  private final Threads threads;
  private final SecureRandom random;
  private final QueryLimits limits;
  private final Map<Integer, Open> open = new ConcurrentHashMap<>();

  private record Open(InetSocketAddress to, CompletableFuture<Krpc.Response> answer) {}

  /** Who answers the queries of others; called on the receiving thread, so it may not block. */
  interface Queries {
    void asked(Krpc.Query query, InetSocketAddress from);
  }

  DhtSocket(UdpPort port, Threads threads, InstantSource clock, SecureRandom random) {
    this.port = port;
    this.threads = threads;
    this.random = random;
    this.limits = new QueryLimits(clock);
  }

  void start(Queries queries) {
    threads.run("dht", () -> receive(queries));
  }

  int port() {
    return port.port();
  }

  /**
   * Asks a node.
   *
   * @return its answer; fails when it refuses or is silent for {@link #PATIENCE}
   */
  CompletableFuture<Krpc.Response> query(
      InetSocketAddress to, String method, Map<String, Object> args, boolean readOnly) {
    CompletableFuture<Krpc.Response> answer = new CompletableFuture<>();
    if (open.size() >= MAX_OPEN) {
      answer.completeExceptionally(new IOException("Too many queries of the DHT wait already."));
      return answer;
    }
    Open mine = new Open(to, answer);
    int id = random.nextInt();
    while (open.putIfAbsent(id, mine) != null) {
      id = random.nextInt();
    }
    int taken = id;
    ScheduledFuture<?> end = threads.after(PATIENCE, "dht-patience", () -> tooLate(mine));
    CompletableFuture<?> unused =
        answer.whenComplete(
            (response, error) -> {
              open.remove(taken, mine);
              end.cancel(false);
            });
    byte[] transaction = ByteBuffer.allocate(TRANSACTION_BYTES).putInt(id).array();
    try {
      port.send(Krpc.query(transaction, method, args, readOnly), to);
    } catch (IOException e) {
      answer.completeExceptionally(e);
    }
    return answer;
  }

  private static void tooLate(Open query) {
    query.answer.completeExceptionally(
        new SocketTimeoutException("No answer from " + query.to + " in the DHT."));
  }

  /** Sends an answer; a lost one is the asker's to ask for again. */
  void send(byte[] datagram, InetSocketAddress to) {
    try {
      port.send(datagram, to);
    } catch (IOException e) {
      log.debug("{} gets no answer: {}", to, e.toString());
    }
  }

  private void receive(Queries queries) {
    int failures = 0;
    while (!port.isClosed()) {
      try {
        DatagramPacket packet = port.receive(Krpc.MAX_BYTES);
        failures = 0;
        take(packet, queries);
      } catch (IOException e) {
        if (!port.isClosed() && ++failures >= FAILURES_IN_A_ROW) {
          log.warn("The DHT can't receive any more: {}", e.toString());
          port.close();
        }
      }
    }
  }

  private void take(DatagramPacket packet, Queries queries) {
    InetSocketAddress from = (InetSocketAddress) packet.getSocketAddress();
    byte[] data =
        Arrays.copyOfRange(
            packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength());
    try {
      Krpc message = Krpc.parse(data);
      if (message instanceof Krpc.Query query) {
        if (limits.mayAsk(from)) {
          queries.asked(query, from);
        }
      } else {
        answered(message, from);
      }
    } catch (ProtocolException e) {
      log.debug("{} sent to the DHT: {}", from, e.getMessage());
    } catch (RejectedExecutionException e) {
      log.debug("A message came while this node stops");
    } catch (RuntimeException e) {
      // The thread has to go on: without it the node would be deaf.
      log.error("A message of the DHT failed", e);
    }
  }

  private void answered(Krpc message, InetSocketAddress from) {
    ByteBuffer id = message.transaction();
    if (id.remaining() != TRANSACTION_BYTES) {
      return;
    }
    Open query = open.get(id.getInt(id.position()));
    if (query == null || !query.to.equals(from)) {
      log.debug("{} answers what it was not asked", from);
    } else if (message instanceof Krpc.Response response) {
      query.answer.complete(response);
    } else if (message instanceof Krpc.Failure failure) {
      query.answer.completeExceptionally(new IOException(from + " refuses: " + failure.text()));
    }
  }

  @Override
  public void close() {
    port.close();
    open.values().forEach(DhtSocket::tooLate);
  }
}
