package zerobridge.peer;

import org.jspecify.annotations.Nullable;
import zerobridge.crypto.CertificatePin;
import zerobridge.net.HostKind;

/**
 * Where a node is reached that serves as a tracker (peer protocol, zero trackers).
 *
 * @param host IP literal without brackets, host name or onion name
 * @param family over which a host name is reached: {@link HostKind#IPV4}, {@link HostKind#IPV6}, or
 *     {@link HostKind#UNKNOWN} where a proxy chooses
 * @param pin the certificate that it must show, {@code null} for any; with a pin nothing is said in
 *     clear text
 */
public record TrackerAddress(String host, int port, HostKind family, @Nullable CertificatePin pin) {

  @Override
  public String toString() {
    return "tracker " + host + ":" + port + (family == HostKind.UNKNOWN ? "" : " " + family.word());
  }
}
