package zerobridge.site;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.content.Manifest;
import zerobridge.db.ContentIndex;
import zerobridge.io.InnerPath;

/**
 * Gives peers our version of what they have older. Each version goes to a peer once, however often
 * it says that it is behind. Confined to the site's lane. Peer protocol, publishing.
 */
final class NewerForPeers {
  private static final Logger log = LoggerFactory.getLogger(NewerForPeers.class);

  /** Manifests pushed to one peer after one answer of it. */
  private static final int MAX_PER_ANSWER = 5;

  private static final int MAX_REMEMBERED = 2000;

  private final SiteCore core;
  private final Map<Offer, Boolean> offered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Offer, Boolean> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record Offer(Peer peer, InnerPath manifest, long modified) {}

  NewerForPeers(SiteCore core) {
    this.core = core;
  }

  /**
   * Compares what a peer named with what is here.
   *
   * @param since the time after which it was asked for, Unix seconds
   */
  void compare(Peer peer, long since, Map<InnerPath, Long> named) {
    int offers = 0;
    for (Map.Entry<InnerPath, Long> each : named.entrySet()) {
      if (offers < MAX_PER_ANSWER && offerIfOlder(peer, each.getKey(), each.getValue())) {
        offers++;
      }
    }
    // A root that it did not name at all is older than the time it was asked for.
    if (since > 0 && !named.containsKey(InnerPath.ROOT_MANIFEST)) {
      ContentIndex.Entry root = core.manifests.row(InnerPath.ROOT_MANIFEST);
      if (root != null && root.modified() > since && offers < MAX_PER_ANSWER) {
        offerIfOlder(peer, InnerPath.ROOT_MANIFEST, since);
      }
    }
  }

  /** Pushes our version if the peer's is older; true if that was done. */
  boolean offerIfOlder(Peer peer, InnerPath path, long modified) {
    ContentIndex.Entry row = core.manifests.row(path);
    if (row == null || modified >= row.modified()) {
      return false;
    }
    Manifest manifest = core.manifests.get(path);
    boolean isNew = offered.put(new Offer(peer, path, row.modified()), true) == null;
    // What is not complete here can't be fetched from here.
    if (manifest == null || !isNew || core.bad.contains(path)) {
      return false;
    }
    try {
      Push push = new Push(core, manifest, core.files.read(path), Message.EMPTY);
      Outcomes.deliver(
          push.connect(peer).thenCompose(push::send),
          core.lane,
          (words, error) ->
              log.debug(
                  "{}: {} had an older {}: {}",
                  core.address,
                  peer,
                  path,
                  words == null ? error : words));
      return true;
    } catch (IOException e) {
      log.debug("{}: {} is not offered: {}", core.address, path, e.getMessage());
      return false;
    }
  }
}
