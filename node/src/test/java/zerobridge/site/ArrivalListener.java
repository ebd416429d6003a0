package zerobridge.site;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.io.InnerPath;

/** Waits for one file of one site to arrive. */
final class ArrivalListener implements SiteListener {
  private final Site site;
  private final SiteEvent expected;
  private final CompletableFuture<Void> arrived = new CompletableFuture<>();

  ArrivalListener(Site site, InnerPath path) {
    this.site = site;
    this.expected = SiteEvent.fileDone(path);
  }

  CompletableFuture<Void> arrived() {
    return arrived;
  }

  @Override
  public void changed(Site changed, @Nullable SiteEvent event) {
    if (changed == site && expected.equals(event)) {
      arrived.complete(null);
    }
  }
}
