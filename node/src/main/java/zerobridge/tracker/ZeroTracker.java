package zerobridge.tracker;

import org.jspecify.annotations.Nullable;
import zerobridge.crypto.CertificatePin;

/**
 * A node asked over the peer protocol (peer protocol, zero trackers).
 *
 * @param pin the certificate that it must show, {@code null} for any
 */
public record ZeroTracker(String url, String host, int port, @Nullable CertificatePin pin)
    implements Tracker {
  /** How the URL of one begins. */
  static final String PREFIX = "zero://";
}
