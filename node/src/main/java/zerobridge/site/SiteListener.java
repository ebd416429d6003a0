package zerobridge.site;

import org.jspecify.annotations.Nullable;

/**
 * Hears of every change of every site. Called on the lane of the site that changed, in order; the
 * call must be short and must not wait for that site. A first visit makes thousands of {@code
 * file_done} events: whoever shows them merges them.
 */
@FunctionalInterface
public interface SiteListener {
  /**
   * Something changed.
   *
   * @param site what changed
   * @param event what happened, or null when only figures changed (tasks, workers, settings)
   */
  void changed(Site site, @Nullable SiteEvent event);

  /** The figures of the site's trackers changed. Called on threads of the announcer. */
  default void announcing(Site site) {}
}
