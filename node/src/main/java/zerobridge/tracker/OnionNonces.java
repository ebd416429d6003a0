package zerobridge.tracker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.OnionSignature;
import zerobridge.net.PeerAddress;
import zerobridge.peer.ZeroAnnounce;

/**
 * What nodes have to sign to prove that onion services are theirs. The reference gives the time,
 * which anybody can replay elsewhere for three minutes; here each text is random, good for one
 * connection, one time and three minutes (W11). Safe for any thread.
 */
final class OnionNonces {
  private static final Duration LIFE = Duration.ofMinutes(3);
  private static final int RANDOM_BYTES = 16;

  private final SecureRandom random;

  // Guarded by this; by the connection, forgotten with it.
  private final Map<Object, Nonce> given = new WeakHashMap<>();

  private record Nonce(String text, Instant end) {}

  OnionNonces(SecureRandom random) {
    this.random = random;
  }

  /** A new text to be signed; the one before is worth nothing any more. */
  String give(Object connection, Instant now) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String text = HexFormat.of().formatHex(bytes);
    give(connection, text, now);
    return text;
  }

  synchronized void give(Object connection, String text, Instant now) {
    given.put(connection, new Nonce(text, now.plus(LIFE)));
  }

  /** Whether the proof shows that exactly these services belong to whoever is connected. */
  boolean prove(
      Object connection, ZeroAnnounce.@Nullable Proof proof, Set<String> onions, Instant now) {
    if (proof == null || proof.signatures().size() != onions.size()) {
      return false;
    }
    Nonce nonce;
    synchronized (this) {
      nonce = given.remove(connection);
    }
    if (nonce == null || !nonce.text.equals(proof.nonce()) || !now.isBefore(nonce.end)) {
      return false;
    }
    byte[] message = nonce.text.getBytes(StandardCharsets.UTF_8);
    Set<String> proven = new HashSet<>();
    for (Map.Entry<ByteBuffer, byte[]> entry : proof.signatures().entrySet()) {
      byte[] key = new byte[entry.getKey().remaining()];
      entry.getKey().duplicate().get(key);
      if (!OnionSignature.isValid(key, message, entry.getValue())) {
        return false;
      }
      proven.add(PeerAddress.Onion.of(key, 0).label());
    }
    return proven.equals(onions);
  }
}
