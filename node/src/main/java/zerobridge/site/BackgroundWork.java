package zerobridge.site;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What all sites do by themselves every twenty minutes. Peer protocol, periodic work. */
final class BackgroundWork implements AutoCloseable {
  private static final Duration FIRST = Duration.ofMinutes(5);
  private static final Duration PERIOD = Duration.ofMinutes(20);

  private final SiteServices services;
  private final Supplier<List<SiteCore>> sites;
  private @Nullable ScheduledFuture<?> timer;

  BackgroundWork(SiteServices services, Supplier<List<SiteCore>> sites) {
    this.services = services;
    this.sites = sites;
  }

  void start() {
    if (services.options().backgroundWork()) {
      timer = services.threads().every(FIRST, PERIOD, "background", this::round);
    }
  }

  private void round() {
    List<SiteCore> all =
        sites.get().stream()
            .sorted(
                Comparator.comparingLong((SiteCore core) -> core.settings.get().modified())
                    .reversed())
            .toList();
    for (SiteCore core : all) {
      core.lane.execute(core.updates()::periodic);
    }
  }

  @Override
  public void close() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
