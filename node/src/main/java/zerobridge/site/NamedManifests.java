package zerobridge.site;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zerobridge.db.ContentIndex;
import zerobridge.io.InnerPath;

/**
 * The manifests that peers say they have: what is newer than ours is fetched, newest first.
 * Confined to the site's lane. Peer protocol, listModified.
 */
final class NamedManifests {
  private static final int MAX_EARLY = 50_000;

  private final SiteCore core;

  /** Named before the manifest came that allows them. */
  private final Map<InnerPath, Long> early = new HashMap<>();

  NamedManifests(SiteCore core) {
    this.core = core;
  }

  /** A stored manifest may allow some of the manifests that peers named before. */
  void rulesChanged() {
    if (!early.isEmpty()) {
      Map<InnerPath, Long> named = Map.copyOf(early);
      early.clear();
      fetch(named);
    }
  }

  /** The downloads have ended: what no manifest allowed was invented. */
  void settled() {
    early.clear();
  }

  /** Queues what is newer than ours. */
  void fetch(Map<InnerPath, Long> modified) {
    List<Map.Entry<InnerPath, Long>> newer = new ArrayList<>();
    for (Map.Entry<InnerPath, Long> each : modified.entrySet()) {
      ContentIndex.Entry row = core.manifests.row(each.getKey());
      if (row != null && row.modified() >= each.getValue()) {
        continue;
      }
      if (!core.intake().mayExist(each.getKey())) {
        if (early.size() < MAX_EARLY) {
          early.put(each.getKey(), each.getValue());
        }
      } else if (!core.intake().isArchived(each.getKey(), each.getValue())) {
        newer.add(each);
      }
    }
    newer.sort(Comparator.comparingLong(each -> -each.getValue()));
    for (Map.Entry<InnerPath, Long> each : newer) {
      fetchManifest(each.getKey());
    }
  }

  private void fetchManifest(InnerPath path) {
    if (core.manifests.row(path) != null || !core.intake().isFull()) {
      Outcomes.finish(core.swarm().fetch(path, null, TaskPriority.DOWNLOAD));
    }
  }
}
