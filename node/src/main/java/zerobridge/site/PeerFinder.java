package zerobridge.site;

import java.util.concurrent.CompletableFuture;
import zerobridge.crypto.SiteAddress;

/**
 * A way to find the peers of a site beside its trackers, and to be found: the DHT, the local
 * network. Whoever joins the parts of a node implements it and tells {@link SiteRegistry#found}.
 * Safe for any thread.
 */
@FunctionalInterface
public interface PeerFinder {
  /**
   * Begins to look, and tells others of this node where that belongs to it. Must not block.
   *
   * @return completes when nobody else will be found for now; a page never waits for it
   */
  CompletableFuture<Void> look(SiteAddress site);
}
