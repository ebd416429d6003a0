package zerobridge.api;

import com.google.gson.JsonElement;
import java.util.concurrent.CompletableFuture;
import zerobridge.io.InnerPath;
import zerobridge.site.PublishProgress;
import zerobridge.site.Site;

/**
 * Publishes one version for a page and shows the person how many peers have it: the number grows
 * while more of them take it. Safe for any thread. WebSocket API, sitePublish.
 */
final class Publishing {
  /** Peers that should have the new version before the page is told that it is published. */
  private static final int TARGET_PEERS = 5;

  private static final String BAR = "publish";

  private final PageSession session;
  private final Site site;
  private final InnerPath manifest;

  /** Guarded by this: events come on the site's lane, the answer on any thread. */
  private boolean answered;

  private int shown;

  Publishing(PageSession session, Site site, InnerPath manifest) {
    this.session = session;
    this.site = site;
    this.manifest = manifest;
  }

  /** Begins. The answer is for the page. */
  CompletableFuture<JsonElement> start() {
    session.progress(BAR, "Giving the new version to others…", 0);
    return site.publish(manifest, TARGET_PEERS, this::changed).thenApply(this::answer);
  }

  private synchronized void changed(PublishProgress progress) {
    if (progress.have() <= shown) {
      return;
    }
    shown = progress.have();
    int percent = answered ? 100 : Math.min(99, 100 * shown / TARGET_PEERS);
    session.progress(BAR, progress.sentence() + ".", percent);
  }

  private synchronized JsonElement answer(PublishProgress progress) {
    answered = true;
    if (progress.have() > 0) {
      session.progress(BAR, progress.sentence() + ".", 100);
      return Command.OK;
    }
    if (progress.peers().isEmpty()) {
      session.progress(BAR, "Saved. " + progress.sentence() + ".", 100);
      return Command.OK;
    }
    session.progress(BAR, progress.sentence() + ".", -100);
    return Dispatcher.error("Content publish failed.");
  }
}
