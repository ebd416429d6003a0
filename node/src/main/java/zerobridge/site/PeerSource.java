package zerobridge.site;

import java.util.Locale;

/** How a peer's address came to us. What strangers tell is capped and trusted less. */
public enum PeerSource {
  /** A tracker's answer. */
  TRACKER(1000),
  /** Another peer's list. */
  PEX(300),
  /** It asked us for something of the site. */
  REQUEST(300),
  /** It pushed a new version to us. */
  UPDATE(300),
  /** A peer named it as one that has an optional file. */
  OPTIONAL(100),
  /** Found in the DHT. */
  DHT(300),
  /** Found on the local network. */
  LOCAL(100),
  /** The person named it. */
  USER(1000),
  /** Known from an earlier run. */
  SAVED(1000);

  /** Most addresses of this source that a site's book holds. */
  final int cap;

  PeerSource(int cap) {
    this.cap = cap;
  }

  /** True if only the peer itself says so. */
  boolean isOwnClaim() {
    return this == REQUEST || this == UPDATE;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
