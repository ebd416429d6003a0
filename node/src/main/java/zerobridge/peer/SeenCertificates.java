package zerobridge.peer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.CertificatePin;
import zerobridge.net.PeerAddress;

/**
 * The certificates that peers showed since the start. Others make a new one at every start, so a
 * change proves nothing; many changes at once would tell of somebody who sits in between. Safe for
 * any thread.
 */
final class SeenCertificates {
  private static final int MAX_REMEMBERED = 2048;

  // Guarded by this.
  private final Map<PeerAddress, CertificatePin> pins =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PeerAddress, CertificatePin> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private final AtomicInteger changes = new AtomicInteger();

  /** Remembers a certificate; false if the address showed another one before. */
  boolean learn(PeerAddress address, CertificatePin pin) {
    @Nullable CertificatePin before;
    synchronized (this) {
      before = pins.put(address, pin);
    }
    if (before == null || before.equals(pin)) {
      return true;
    }
    changes.incrementAndGet();
    return false;
  }

  /** How often an address showed another certificate than before. */
  int changes() {
    return changes.get();
  }
}
