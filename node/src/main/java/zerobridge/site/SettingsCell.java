package zerobridge.site;

import java.util.function.UnaryOperator;

/** The current settings of one site; every change asks for a save. Safe for any thread. */
final class SettingsCell {
  private final Runnable changed;
  private volatile SiteSettings current;

  SettingsCell(SiteSettings initial, Runnable changed) {
    this.current = initial;
    this.changed = changed;
  }

  SiteSettings get() {
    return current;
  }

  void change(UnaryOperator<SiteSettings> change) {
    synchronized (this) {
      current = change.apply(current);
    }
    changed.run();
  }
}
