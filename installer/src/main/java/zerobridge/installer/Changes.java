package zerobridge.installer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What carrying out a plan did, or would do.
 *
 * @param written what was missing or different
 * @param removed what an earlier install left and this one has no use for
 * @param unchanged how many items were already in place
 */
record Changes(List<Path> written, List<Path> removed, int unchanged) {

  /** Only looks. */
  static Changes pretend(Plan plan) throws IOException {
    List<Path> written = new ArrayList<>();
    int unchanged = 0;
    for (Item item : plan.items()) {
      if (item.isInPlace()) {
        unchanged++;
      } else {
        written.add(item.path());
      }
    }
    List<Path> removed = plan.obsolete().stream().map(Item::path).toList();
    return new Changes(written, removed, unchanged);
  }

  /**
   * Carries the plan out. The log is complete before the first other change and exact after the
   * last.
   */
  static Changes make(Plan plan, Path logFile) throws IOException {
    List<Path> written = new ArrayList<>();
    int unchanged = 0;
    InstallLog earlier = InstallLog.read(logFile).orElse(new InstallLog(List.of()));
    boolean isLogged = false;
    for (Item item : plan.items()) {
      // The first items are the folders of the log itself.
      if (!isLogged && !logFile.startsWith(item.path())) {
        earlier.and(plan.items()).write(logFile);
        isLogged = true;
      }
      if (item.isInPlace()) {
        unchanged++;
      } else {
        plan.apply(item);
        written.add(item.path());
      }
    }
    List<Path> removed = new ArrayList<>();
    List<Item> kept = new ArrayList<>();
    for (Item item : plan.obsolete()) {
      switch (item.remove()) {
        case REMOVED -> removed.add(item.path());
        case KEPT -> kept.add(0, item);
        case ABSENT -> {}
      }
    }
    kept.removeIf(item -> !(item instanceof Item.Directory));
    new InstallLog(kept).and(plan.items()).write(logFile);
    return new Changes(written, removed, unchanged);
  }
}
