package zerobridge.tracker;

import java.util.List;

/**
 * Public BitTorrent trackers that a node asks if its person names no others (peer protocol, default
 * trackers). None of them is needed: every one can be left out or replaced.
 */
public final class DefaultTrackers {
  /** Long-lived open trackers, of both kinds and of different operators. */
  public static final List<String> URLS =
      List.of(
          "udp://tracker.opentrackr.org:1337/announce",
          "udp://open.demonii.com:1337/announce",
          "udp://open.stealth.si:80/announce",
          "udp://exodus.desync.com:6969/announce",
          "udp://tracker.torrent.eu.org:451/announce",
          "udp://explodie.org:6969/announce",
          "udp://retracker.lanta.me:2710/announce",
          "http://tracker.opentrackr.org:1337/announce",
          "http://tracker.bt4g.com:2095/announce",
          "https://tracker.gbitt.info:443/announce");

  private DefaultTrackers() {}
}
