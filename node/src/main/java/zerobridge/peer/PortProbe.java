package zerobridge.peer;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.PeerAddress;

/**
 * Tells a peer whether its port can be reached from here (peer protocol, checkport). Dials nobody
 * but the host that asks, each connection once at a time, and few for all of them; other requests
 * of the connection are answered meanwhile (W4). Safe for any thread.
 *
 * <p>Refuses where the answer would be worthless or could be abused: through a proxy or Tor the
 * requester's own address isn't seen, and a stranger who comes by way of an onion service arrives
 * from this very machine and must not learn which ports are open on it.
 */
final class PortProbe implements PeerCommand {
  /** The reference waits as long. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Probes at once, for all connections. */
  private static final int MAX_AT_ONCE = 8;

  private static final int MALFORMED_WEIGHT = 5;
  private static final Answer NO_PORT = new Answer.Refused("No port to check", MALFORMED_WEIGHT);
  private static final Answer UNABLE = new Answer.Refused("Port check not possible", 0);
  private static final Answer BUSY = new Answer.Refused("Too many port checks", 1);
  private static final Logger log = LoggerFactory.getLogger(PortProbe.class);

  private final Dialer dialer;
  private final Threads threads;
  private final Semaphore room = new Semaphore(MAX_AT_ONCE);
  private final Set<PeerConnection> asking = ConcurrentHashMap.newKeySet();

  PortProbe(Dialer dialer, Threads threads) {
    this.dialer = dialer;
    this.threads = threads;
  }

  @Override
  public CompletableFuture<Answer> answer(PeerConnection from, Message params) {
    long port = params.integer("port").orElse(0);
    if (port < 1 || port > 65535) {
      return CompletableFuture.completedFuture(NO_PORT);
    }
    if (!(from.address() instanceof PeerAddress.Ip seen) || !isHonest(seen)) {
      return CompletableFuture.completedFuture(UNABLE);
    }
    if (!asking.add(from)) {
      return CompletableFuture.completedFuture(BUSY);
    }
    if (!room.tryAcquire()) {
      asking.remove(from);
      return CompletableFuture.completedFuture(BUSY);
    }
    return threads
        .call("port probe", () -> probe(seen.withPort((int) port)))
        .whenComplete(
            (answer, fault) -> {
              room.release();
              asking.remove(from);
            });
  }

  /** True if connections from this address really come from there. */
  private boolean isHonest(PeerAddress.Ip seen) {
    return dialer.sendsDirectly() && !(seen.isLoopback() && dialer.reaches(HostKind.ONION));
  }

  private Answer probe(PeerAddress target) {
    String status = "open";
    try (Socket socket = dialer.tcp(target, TIMEOUT)) {
      log.debug("{}: answers from {}", target, socket.getLocalPort());
    } catch (IOException e) {
      log.debug("{}: does not answer. {}", target, e.getMessage());
      status = "closed";
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", status);
    fields.put("ip_external", target.host());
    return new Answer.Fields(fields);
  }
}
