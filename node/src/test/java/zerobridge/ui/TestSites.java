package zerobridge.ui;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.PeerCertificate;
import zerobridge.io.Threads;
import zerobridge.net.Dialer;
import zerobridge.net.HostKind;
import zerobridge.net.NetworkMode;
import zerobridge.peer.PeerNetwork;
import zerobridge.peer.PeerSettings;
import zerobridge.site.Site;
import zerobridge.site.SiteOptions;
import zerobridge.site.SiteRegistry;
import zerobridge.site.SiteServices;
import zerobridge.tracker.Announcer;

/** A real registry that never meets a network. */
final class TestSites {
  private static final int PATIENCE_SECONDS = 30;

  private TestSites() {}

  /** A network that reaches nobody. */
  static PeerNetwork network(Path data, Threads threads) throws IOException {
    Clock clock = Clock.systemUTC();
    return new PeerNetwork(
        PeerSettings.onPort(0),
        PeerCertificate.loadOrCreate(data, clock),
        offline(),
        threads,
        clock);
  }

  private static Dialer offline() {
    Dialer dialer = new Dialer();
    dialer.allow(NetworkMode.offline());
    return dialer;
  }

  static SiteRegistry open(Path data, Threads threads, PeerNetwork network) throws IOException {
    Clock clock = Clock.systemUTC();
    SiteServices services =
        new SiteServices(
            threads,
            network,
            listener ->
                new Announcer(
                    offline(), threads, clock, new SecureRandom(), new Nowhere(), listener),
            clock,
            SiteOptions.DEFAULTS.withoutBackgroundWork());
    SiteRegistry sites = new SiteRegistry(data, services);
    sites.start();
    return sites;
  }

  /** A signed site of files that {@code content} writes. */
  static Site create(
      SiteRegistry sites, BitcoinKey key, JsonObject extend, SiteRegistry.FolderContent content)
      throws Exception {
    return sites.create(key, extend, content).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static final class Nowhere implements Announcer.Reachability {
    @Override
    public int openPort(HostKind family) {
      return 0;
    }

    @Override
    public boolean isOnline() {
      return false;
    }
  }
}
