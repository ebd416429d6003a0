package zerobridge.peer;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses that clearly refused TLS lately, so that clear text is used at once. Forgotten
 * after a while, soon if the node says that it does speak TLS: whoever broke one handshake, maybe
 * from outside, must not get clear text for ever. Safe for any thread.
 */
final class BrokenTls {
  private static final Duration MEMORY = Duration.ofHours(1);
  private static final Duration MEMORY_OF_DOUBTFUL = Duration.ofMinutes(5);
  private static final int MAX_REMEMBERED = 4096;

  private final InstantSource clock;

  // Guarded by this.
  private final Map<InetAddress, Instant> until = new LinkedHashMap<>();

  BrokenTls(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Remembers an address.
   *
   * @param doubtful the node claims to speak TLS, so something else may have broken it
   */
  synchronized void add(InetAddress address, boolean doubtful) {
    until.remove(address);
    if (until.size() >= MAX_REMEMBERED) {
      until.remove(until.keySet().iterator().next());
    }
    until.put(address, clock.instant().plus(doubtful ? MEMORY_OF_DOUBTFUL : MEMORY));
  }

  synchronized boolean contains(InetAddress address) {
    Instant end = until.get(address);
    if (end != null && end.isBefore(clock.instant())) {
      until.remove(address);
      return false;
    }
    return end != null;
  }
}
