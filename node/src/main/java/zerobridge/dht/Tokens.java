package zerobridge.dht;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import zerobridge.crypto.Hashes;

/**
 * Tokens that prove that an announcer can receive at its address: made from the address and a
 * secret that changes every five minutes; the one before is good too (BEP 5). Safe for any thread.
 */
final class Tokens {
  static final Duration PERIOD = Duration.ofMinutes(5);
  private static final int SECRET_BYTES = 16;
  private static final int TOKEN_BYTES = 8;

  private final InstantSource clock;
  private final SecureRandom random;
  private byte[] current;
  private byte[] previous;
  private Instant changed;

  Tokens(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    this.current = secret();
    this.previous = secret();
    this.changed = clock.instant();
  }

  synchronized byte[] make(InetAddress ip) {
    turn();
    return token(ip, current);
  }

  synchronized boolean isGood(byte[] token, InetAddress ip) {
    turn();
    return MessageDigest.isEqual(token, token(ip, current))
        || MessageDigest.isEqual(token, token(ip, previous));
  }

  private void turn() {
    Instant now = clock.instant();
    Duration age = Duration.between(changed, now).abs();
    if (age.compareTo(PERIOD) >= 0) {
      previous = age.compareTo(PERIOD.multipliedBy(2)) >= 0 ? secret() : current;
      current = secret();
      changed = now;
    }
  }

  private byte[] secret() {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  private static byte[] token(InetAddress ip, byte[] secret) {
    byte[] host = ip.getAddress();
    byte[] both = ByteBuffer.allocate(secret.length + host.length).put(secret).put(host).array();
    return Arrays.copyOf(Hashes.sha256(both), TOKEN_BYTES);
  }
}
