package zerobridge.peer;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses that refused TLS lately, so that clear text is used at once. Forgotten after a
 * while: whoever broke one handshake must not get clear text for ever. Safe for any thread.
 */
final class BrokenTls {
  private static final Duration MEMORY = Duration.ofHours(1);
  private static final int MAX_REMEMBERED = 4096;

  private final InstantSource clock;

  // Guarded by this.
  private final Map<InetAddress, Instant> until = new LinkedHashMap<>();

  BrokenTls(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(InetAddress address) {
    until.remove(address);
    if (until.size() >= MAX_REMEMBERED) {
      until.remove(until.keySet().iterator().next());
    }
    until.put(address, clock.instant().plus(MEMORY));
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
