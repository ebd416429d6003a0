package zerobridge.site;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** The current settings of one site; every change asks for a save. Safe for any thread. */
final class SettingsCell {
  private final AtomicReference<SiteSettings> current;
  private final Runnable changed;

  SettingsCell(SiteSettings initial, Runnable changed) {
    this.current = new AtomicReference<>(initial);
    this.changed = changed;
  }

  SiteSettings get() {
    return current.get();
  }

  void change(UnaryOperator<SiteSettings> change) {
    current.updateAndGet(change);
    changed.run();
  }
}
