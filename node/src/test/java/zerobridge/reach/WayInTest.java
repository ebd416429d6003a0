package zerobridge.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.net.PeerAddress;
import zerobridge.net.Route;
import zerobridge.peer.FolderService;
import zerobridge.peer.TestPeer;

class WayInTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final InetAddress LOOPBACK = PeerAddress.ip("127.0.0.1");

  @TempDir Path folder;
  private final List<Gateway> asked = new CopyOnWriteArrayList<>();

  private ReachStatus started(@Nullable NetworkMode mode, @Nullable InetAddress bind)
      throws Exception {
    Dialer dialer = new Dialer();
    if (mode != null) {
      dialer.allow(mode);
    }
    try (TestPeer peer = TestPeer.clear(new FolderService(SITE, folder));
        Threads threads = new Threads("way in");
        WayIn wayIn =
            new WayIn(
                peer.network(),
                dialer,
                threads,
                new ReachOptions(bind, true, Set.of()),
                gateway -> {
                  asked.add(gateway);
                  return List.of();
                },
                new PortCheck(Clock.systemUTC(), new Random(1)))) {
      assertThat(wayIn.start(Duration.ofMillis(1))).isFalse();
      assertThat(peer.network().portOpened(HostKind.IPV4)).isNull();
      return wayIn.status();
    }
  }

  @Test
  void aNodeThatListensOnlyHereAsksNoRouter() throws Exception {
    ReachStatus status = started(NetworkMode.direct(), LOOPBACK);
    assertThat(status.outlook()).isEqualTo(ReachStatus.Outlook.OFF);
    assertThat(status.mapping().state()).isEqualTo(MappingStatus.State.OFF);
    assertThat(asked).isEmpty();
  }

  @Test
  void noRouterIsAskedOverAProxyNorOfflineNorBeforeTheModeIsKnown() throws Exception {
    Route proxy =
        new Route() {
          @Override
          public Socket connect(String host, int port, Duration timeout) {
            throw new AssertionError("dialled " + host);
          }

          @Override
          public boolean allowsDatagrams() {
            return false;
          }
        };
    for (NetworkMode mode :
        new NetworkMode[] {new NetworkMode(proxy, proxy), NetworkMode.offline(), null}) {
      assertThat(started(mode, null).outlook()).isEqualTo(ReachStatus.Outlook.OFF);
    }
    assertThat(asked).isEmpty();
  }
}
