package zerobridge.crypto;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import zerobridge.io.AtomicFile;

/**
 * The certificate that encrypts connections between nodes: RSA-2048, made and signed by this node
 * itself. It proves nothing to anybody, and nobody checks it. Kept in the data directory as {@code
 * cert-rsa.pem} and {@code key-rsa.pem} (readable by the owner only). Immutable.
 */
public final class PeerCertificate {
  private static final String CERTIFICATE_FILE = "cert-rsa.pem";
  private static final String KEY_FILE = "key-rsa.pem";
  private static final int KEY_BITS = 2048;
  private static final Duration LIFETIME = Duration.ofDays(730);
  private static final Duration RENEWED_BEFORE_END = Duration.ofDays(30);

  /** Says nothing about the program or the machine. */
  private static final X500Name SUBJECT = new X500Name("CN=localhost");

  private static final int SERIAL_BITS = 63;
  private static final char[] NO_PASSWORD = {};

  private final SSLContext context;
  private final CertificatePin pin;

  private PeerCertificate(PrivateKey key, X509Certificate certificate) throws IOException {
    this.context = context(key, certificate);
    this.pin = CertificatePin.of(certificate);
  }

  /**
   * Reads the certificate of a data directory, or makes one if there is none, if it ends soon or if
   * it can't be read. Making one takes a good part of a second.
   *
   * @throws IOException if a new one can't be stored
   */
  public static PeerCertificate loadOrCreate(Path dataDirectory, InstantSource clock)
      throws IOException {
    Path certificateFile = dataDirectory.resolve(CERTIFICATE_FILE);
    Path keyFile = dataDirectory.resolve(KEY_FILE);
    if (Files.isRegularFile(certificateFile) && Files.isRegularFile(keyFile)) {
      try {
        X509Certificate certificate = readCertificate(certificateFile);
        PrivateKey key = readKey(keyFile);
        Instant end = certificate.getNotAfter().toInstant();
        if (end.minus(RENEWED_BEFORE_END).isAfter(clock.instant())) {
          return new PeerCertificate(key, certificate);
        }
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // Another program's key format, or a damaged file: nothing depends on this very key.
        return create(certificateFile, keyFile, clock);
      }
    }
    return create(certificateFile, keyFile, clock);
  }

  /** For both roles: shows this certificate and accepts any other. */
  public SSLContext sslContext() {
    return context;
  }

  /** By which others can recognise this node where they want to, as the users of a tracker may. */
  public CertificatePin pin() {
    return pin;
  }

  private static PeerCertificate create(Path certificateFile, Path keyFile, InstantSource clock)
      throws IOException {
    try {
      SecureRandom random = new SecureRandom();
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(KEY_BITS, random);
      KeyPair pair = generator.generateKeyPair();
      X509Certificate certificate = selfSigned(pair, clock.instant(), random);
      AtomicFile.writePrivate(keyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      AtomicFile.write(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
      return new PeerCertificate(pair.getPrivate(), certificate);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("The certificate for peer connections can't be made.", e);
    }
  }

  private static X509Certificate selfSigned(KeyPair pair, Instant now, SecureRandom random)
      throws GeneralSecurityException, OperatorCreationException {
    Date from = Date.from(now.minus(Duration.ofDays(1)));
    Date to = Date.from(now.plus(LIFETIME));
    BigInteger serial = new BigInteger(SERIAL_BITS, random);
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(SUBJECT, serial, from, to, SUBJECT, pair.getPublic());
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
  }

  private static SSLContext context(PrivateKey key, X509Certificate certificate)
      throws IOException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("peer", key, NO_PASSWORD, new X509Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new TrustManager[] {new AcceptAll()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS for peer connections can't be set up.", e);
    }
  }

  private static X509Certificate readCertificate(Path file)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file);
    String begin = "-----BEGIN PRIVATE KEY-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END");
    if (from < 0 || to < from) {
      throw new GeneralSecurityException("Not a PKCS #8 key.");
    }
    byte[] der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
  }

  private static byte[] pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    String text = "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /**
   * Peers' certificates are new at every start and bear any name, so there is nothing to check. The
   * extended class is needed: the JDK adds its own checks to a plain trust manager.
   */
  private static final class AcceptAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
