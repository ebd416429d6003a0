package zerobridge.ui;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Passes that open one page of one site once, within minutes. The list is bounded: the oldest pass
 * goes when too many are open (UI server, secrets).
 *
 * <p>Safe for any thread.
 */
final class Nonces {
  /** A frame loads at once; a slow first visit still gets its page within this time. */
  static final Duration LIFETIME = Duration.ofMinutes(5);

  /** Passes open at a time; a person has few tabs loading at once. */
  static final int MAX_OPEN = 2_000;

  private static final int BYTES = 32;

  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, Pass> open = new LinkedHashMap<>();

  private record Pass(String subject, Instant expires) {}

  Nonces(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * A new pass, 64 hexadecimal digits.
   *
   * @param subject what it opens, for example a site's host and address
   */
  synchronized String issue(String subject) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    if (open.size() >= MAX_OPEN) {
      open.remove(open.keySet().iterator().next());
    }
    open.put(nonce, new Pass(subject, clock.instant().plus(LIFETIME)));
    return nonce;
  }

  /** Uses a pass up: true once, for the subject it was issued for, before it expires. */
  synchronized boolean take(String nonce, String subject) {
    Pass pass = open.get(nonce);
    if (pass == null || !pass.subject().equals(subject)) {
      return false;
    }
    open.remove(nonce);
    return clock.instant().isBefore(pass.expires());
  }
}
