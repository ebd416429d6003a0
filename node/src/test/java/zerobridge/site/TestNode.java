package zerobridge.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import zerobridge.crypto.PeerCertificate;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.PeerSettings;
import zerobridge.tracker.Announcer;

/** A node of ours below the UI: sites and peers on a free loopback port, without trackers. */
public final class TestNode implements AutoCloseable {
  /** Made once: a key takes long. */
  private static final PeerCertificate CERTIFICATE = certificate();

  private static final long PATIENCE_SECONDS = 30;

  private final Path data;
  private final Threads threads = new Threads("test-node");
  private final PeerNetwork network;
  private final SiteRegistry sites;

  private TestNode(Path data, SiteOptions options, boolean tls) throws IOException {
    this.data = data;
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.loopbackOnly());
    PeerSettings settings = PeerSettings.onPort(0).withBind(InetAddress.getLoopbackAddress());
    Clock clock = Clock.systemUTC();
    network =
        new PeerNetwork(
            tls ? settings.withIpLocal(Set.of()) : settings, CERTIFICATE, dialer, threads, clock);
    sites =
        new SiteRegistry(
            data,
            new SiteServices(
                threads, network, listener -> announcer(dialer, listener), clock, options));
    sites.start();
    network.start(sites.peerService());
  }

  /** A node that does nothing by itself. */
  public static TestNode start(Path data) throws IOException {
    return start(data, SiteOptions.DEFAULTS.withoutBackgroundWork());
  }

  public static TestNode start(Path data, SiteOptions options) throws IOException {
    return new TestNode(data, options, false);
  }

  /** Loopback counts as the internet: connections use TLS. */
  public static TestNode startWithTls(Path data) throws IOException {
    return new TestNode(data, SiteOptions.DEFAULTS.withoutBackgroundWork(), true);
  }

  private Announcer announcer(Dialer dialer, Announcer.Listener listener) {
    return new Announcer(
        dialer, threads, Clock.systemUTC(), new SecureRandom(), new Unreachable(), listener);
  }

  public SiteRegistry sites() {
    return sites;
  }

  public PeerNetwork network() {
    return network;
  }

  public Path data() {
    return data;
  }

  /** Where the site's files lie. */
  public Path folder(SiteAddress site) {
    return data.resolve(site.value());
  }

  public PeerAddress address() {
    return PeerAddress.of("127.0.0.1", network.localPort());
  }

  /** Visits a site with one known peer and waits until nothing more is queued. */
  public Site visit(SiteAddress address, PeerAddress peer) throws IOException {
    Site site = sites.open(address);
    await(site.settled());
    site.addPeer(peer);
    await(site.settled());
    return site;
  }

  /** The result of a future, or the cause of its failure. */
  public static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("Nothing happened within " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    sites.close();
    network.close();
    threads.close();
  }

  private static final class Unreachable implements Announcer.Reachability {
    @Override
    public int openPort(HostKind family) {
      return 0;
    }

    @Override
    public boolean isOnline() {
      return true;
    }
  }

  private static PeerCertificate certificate() {
    try {
      Path directory = Files.createTempDirectory("node-certificate");
      PeerCertificate made = PeerCertificate.loadOrCreate(directory, Clock.systemUTC());
      directory.toFile().deleteOnExit();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
