package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;
import zerobridge.tracker.AnnounceMode;
import zerobridge.tracker.Announcer;

/** Everything that finds peers, asked at the same time. Safe for any thread. */
final class PeerFinders {
  /** A finder is not asked for a site again within this time, but for a first visit. */
  private static final Duration REST = Duration.ofSeconds(15);

  /** As long as trackers are waited for; what comes later is taken too. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final Logger log = LoggerFactory.getLogger(PeerFinders.class);

  private final Announcer announcer;
  private final List<PeerFinder> others = new CopyOnWriteArrayList<>();
  private final Map<SiteAddress, Long> askedNanos = new ConcurrentHashMap<>();

  PeerFinders(Announcer announcer) {
    this.announcer = announcer;
  }

  Announcer announcer() {
    return announcer;
  }

  void add(PeerFinder finder) {
    others.add(finder);
  }

  void forget(SiteAddress site) {
    askedNanos.remove(site);
  }

  /**
   * Asks all.
   *
   * @return how many trackers answered, once everybody has or 20 s have passed
   */
  CompletableFuture<Integer> look(SiteAddress site, AnnounceMode mode) {
    CompletableFuture<Integer> trackers =
        announcer.announce(site, mode, mode == AnnounceMode.START);
    List<CompletableFuture<?>> all = new ArrayList<>();
    if (mode == AnnounceMode.START || isRested(site)) {
      askedNanos.put(site, System.nanoTime());
      for (PeerFinder finder : others) {
        all.add(ask(finder, site));
      }
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .thenCompose(done -> trackers);
  }

  private boolean isRested(SiteAddress site) {
    Long last = askedNanos.get(site);
    return last == null || System.nanoTime() - last >= REST.toNanos();
  }

  private static CompletableFuture<?> ask(PeerFinder finder, SiteAddress site) {
    try {
      return finder
          .look(site)
          .handle(
              (done, error) -> {
                if (error != null) {
                  log.error("{}: a finder of peers failed", site.shortened(), error);
                }
                return null;
              });
    } catch (RuntimeException e) {
      log.error("{}: a finder of peers failed", site.shortened(), e);
      return CompletableFuture.completedFuture(null);
    }
  }
}
