package zerobridge.site;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import zerobridge.db.ContentIndex;

/**
 * What the registry lends to each of its sites.
 *
 * @param services the node's parts
 * @param finders find peers
 * @param data the folder of all sites
 * @param index the table of all manifests on disk
 * @param verifiers where signatures are checked
 * @param buffers bounds the memory for pieces of big files
 * @param random for choices and secrets
 * @param signals how a site tells of its changes
 */
record SiteHost(
    SiteServices services,
    PeerFinders finders,
    Path data,
    ContentIndex index,
    VerifierPool verifiers,
    PieceBuffers buffers,
    SecureRandom random,
    Signals signals) {
  /** The registry's ear. */
  interface Signals {
    /** Something changed that listeners want to know. */
    void changed(Site site, @Nullable SiteEvent event);

    /** Settings changed: {@code sites.json} is to be written soon. */
    void save();
  }

  long nowSeconds() {
    return services.clock().instant().getEpochSecond();
  }
}
