package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.crypto.PeerCertificate;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.NetworkMode;

/** Sites load while the network still starts. */
class EarlyCallersTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TaLkFrMwvbNsooF4ioKAY9EuxTBTjipT");

  @TempDir Path folder;

  @Test
  void whoAsksBeforeTheStartGetsTheAnswerAfterIt() throws Exception {
    try (Threads threads = new Threads("early");
        TestPeer other = TestPeer.clear(new FolderService(SITE, folder));
        PeerNetwork network = network(threads)) {
      CountDownLatch asking = new CountDownLatch(2);
      CompletableFuture<Integer> port =
          threads.call(
              "port",
              () -> {
                asking.countDown();
                return network.localPort();
              });
      CompletableFuture<PeerConnection> connection =
          threads.call(
              "connect",
              () -> {
                asking.countDown();
                return network.connect(other.address());
              });
      asking.await();

      network.start(new FolderService(SITE, folder));

      assertThat(port.get(20, TimeUnit.SECONDS)).isEqualTo(network.localPort());
      assertThat(connection.get(20, TimeUnit.SECONDS).isOpen()).isTrue();
    }
  }

  @Test
  void whoAsksANetworkThatEndedBeforeItStartedDoesNotWait() throws Exception {
    try (Threads threads = new Threads("early")) {
      PeerNetwork network = network(threads);
      CompletableFuture<Integer> port = threads.call("port", network::localPort);

      network.close();

      assertThatThrownBy(() -> port.get(10, TimeUnit.SECONDS))
          .hasMessageContaining("has not been started");
    }
  }

  private PeerNetwork network(Threads threads) throws Exception {
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.loopbackOnly());
    Clock clock = Clock.systemUTC();
    PeerCertificate certificate = PeerCertificate.loadOrCreate(folder, clock);
    return new PeerNetwork(TestPeer.settings(), certificate, dialer, threads, clock);
  }
}
