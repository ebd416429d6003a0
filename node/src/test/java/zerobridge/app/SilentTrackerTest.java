package zerobridge.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.net.PeerAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteState;
import zerobridge.tracker.TrackerStatus;

/** Trackers of each kind that take everything and never answer. */
class SilentTrackerTest {
  @TempDir Path folder;

  @Test
  void aPageDoesNotWaitForTrackers() throws Exception {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(0, 50, loopback);
        DatagramSocket udp = new DatagramSocket(new InetSocketAddress(loopback, 0));
        Node author = Node.start(options("author", List.of()), Claim::forNobody);
        Node visitor =
            Node.start(
                options(
                    "visitor",
                    List.of(
                        "http://127.0.0.1:" + tcp.getLocalPort() + "/announce",
                        "udp://127.0.0.1:" + udp.getLocalPort(),
                        "zero://127.0.0.1:" + tcp.getLocalPort())),
                Claim::forNobody)) {
      Site signed = SiteCreateCommand.create(author.core(), "Field notes", null);
      Site visited = visitor.core().sites().open(signed.address());
      visited.addPeer(PeerAddress.of("127.0.0.1", author.core().network().localPort()));

      SiteState end = SiteDownloadCommand.ended(visitor.core(), visited).get(60, TimeUnit.SECONDS);

      assertThat(end).isEqualTo(SiteState.READY);
      assertThat(visitor.core().sites().announcer().stats(signed.address()).values())
          .as("all are still being waited for")
          .hasSize(3)
          .extracting(TrackerStatus::state)
          .containsOnly(TrackerStatus.State.ANNOUNCING);
    }
  }

  private Options options(String name, List<String> trackers) {
    return Options.brief(
        folder.resolve(name),
        "127.0.0.1",
        trackers.isEmpty() ? Options.Trackers.NONE : Options.Trackers.named(trackers));
  }
}
