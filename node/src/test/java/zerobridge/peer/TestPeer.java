package zerobridge.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import zerobridge.crypto.CertificatePin;
import zerobridge.crypto.PeerCertificate;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;

/** A peer network of ours on a free loopback port, with everything it needs. */
public final class TestPeer implements AutoCloseable {
  private static final PeerCertificate CERTIFICATE = certificate();

  private final Threads threads = new Threads("test-peer");
  private final PeerNetwork network;

  private TestPeer(PeerSettings settings, PeerService service, InstantSource clock)
      throws IOException {
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.loopbackOnly());
    network = new PeerNetwork(settings, CERTIFICATE, dialer, threads, clock);
    network.start(service);
  }

  /** Loopback is local: clear text, no flood guard. */
  public static TestPeer clear(PeerService service) throws IOException {
    return new TestPeer(settings(), service, Clock.systemUTC());
  }

  /** Loopback counts as the internet: TLS and everything else. */
  public static TestPeer tls(PeerService service) throws IOException {
    return with(settings().withIpLocal(Set.of()), service, Clock.systemUTC());
  }

  public static TestPeer with(PeerSettings settings, PeerService service, InstantSource clock)
      throws IOException {
    return new TestPeer(settings, service, clock);
  }

  static PeerSettings settings() {
    return PeerSettings.onPort(0).withBind(InetAddress.getLoopbackAddress());
  }

  /** Of the certificate that all of them show. */
  public static CertificatePin pin() {
    return CERTIFICATE.pin();
  }

  static Tls newTls() {
    return new Tls(CERTIFICATE::sslContext);
  }

  public PeerNetwork network() {
    return network;
  }

  public int port() {
    return network.localPort();
  }

  public PeerAddress address() {
    return PeerAddress.of("127.0.0.1", port());
  }

  @Override
  public void close() {
    network.close();
    threads.close();
  }

  /** Made once: a key takes long. */
  private static PeerCertificate certificate() {
    try {
      Path directory = Files.createTempDirectory("peer-certificate");
      try {
        return PeerCertificate.loadOrCreate(directory, Clock.systemUTC());
      } finally {
        try (Stream<Path> files = Files.walk(directory)) {
          List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
          for (Path file : deepestFirst) {
            Files.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
