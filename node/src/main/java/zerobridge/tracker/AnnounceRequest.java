package zerobridge.tracker;

import zerobridge.crypto.SiteAddress;

/**
 * What a tracker is told and asked.
 *
 * @param peerId 20 ASCII characters, the same for all announces of a site until the node ends, so
 *     that the tracker knows us again; another one for each site and each tracker, so that nobody
 *     can connect them
 * @param key proves to the tracker that it is us when our address changes
 * @param port where peers can reach us, 0 if they can't
 * @param wanted how many peers the answer should hold
 */
record AnnounceRequest(
    SiteAddress site, String peerId, int key, int port, int wanted, Event event) {
  /** Said to be still missing, as the reference does: else some trackers give no seeders. */
  static final long LEFT = 431_102_370;

  /** What happened; the number is that of BEP 15. */
  enum Event {
    NONE(0, ""),
    STARTED(2, "started"),
    STOPPED(3, "stopped");

    final int number;
    final String word;

    Event(int number, String word) {
      this.number = number;
      this.word = word;
    }
  }
}
