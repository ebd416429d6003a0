package zerobridge.ui;

import java.util.Optional;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.HostLabel;

/**
 * The host label of a site with what it stands for.
 *
 * @param text as in {@code talk-bit}
 * @param site the name or address, as in {@code talk.bit}
 */
record SiteLabel(String text, String site) {
  /** The label of a name or an address; empty if it has none, for then no site can have it. */
  static Optional<SiteLabel> of(String nameOrAddress) {
    return HostLabel.of(nameOrAddress).flatMap(SiteLabel::parse);
  }

  /** Reads a label back. */
  static Optional<SiteLabel> parse(String label) {
    return HostLabel.toNameOrAddress(label).map(site -> new SiteLabel(label, site));
  }

  /** The address, if the label stands for one. */
  Optional<SiteAddress> address() {
    return SiteAddress.isValid(site) && HostLabel.isAddress(site)
        ? Optional.of(SiteAddress.parse(site))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
