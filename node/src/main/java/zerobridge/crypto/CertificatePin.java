package zerobridge.crypto;

import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one certificate that a node must show, as it stands in {@code zero://host#pin:port} (peer
 * protocol, TLS parameters).
 *
 * @param hex SHA-256 of the certificate in DER, 64 lower-case hex digits
 */
public record CertificatePin(String hex) {
  private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{64}");

  /** Takes the digits in either case. */
  public CertificatePin {
    hex = hex.toLowerCase(Locale.ROOT);
    if (!SYNTAX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "A certificate pin is a SHA-256 of 64 hex digits, this is not: " + hex);
    }
  }

  /** The pin of a certificate. */
  public static CertificatePin of(Certificate certificate) {
    try {
      return new CertificatePin(HexFormat.of().formatHex(Hashes.sha256(certificate.getEncoded())));
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("The certificate has no DER form.", e);
    }
  }
}
