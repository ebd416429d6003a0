package zerobridge.site;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a version is carried by this node. The author's own goes to most of the peers it knows;
 * what others pushed goes to a few, because every receiver passes it on. Peer protocol, publishing.
 *
 * @param atOnce pushes on their way at a time
 * @param answerAt peers that have it when the person is told
 * @param most peers that are to have it by this node's doing
 * @param share of the peers that are connected or were found lately
 */
record PublishGoal(int atOnce, int answerAt, int most, double share) {
  private static final int PASSED_ON_AT_ONCE = 3;

  /** Six, and the one that gave it to us. */
  private static final int PASSED_ON_TO = 7;

  private static final int MOST_OWN = 100;
  private static final int MOST_DIALLED = 50;
  private static final double OWN_SHARE = 0.8;
  private static final long RECENT_SECONDS = 24 * 3600;

  /**
   * The author's own version.
   *
   * @param limit peers that have it when the person is told, and pushes at a time
   */
  static PublishGoal own(int limit) {
    return new PublishGoal(limit, limit, MOST_OWN, OWN_SHARE);
  }

  /** A version that somebody pushed to us. */
  static PublishGoal passedOn() {
    return new PublishGoal(PASSED_ON_AT_ONCE, PASSED_ON_AT_ONCE, PASSED_ON_TO, 1);
  }

  boolean isOwn() {
    return most > PASSED_ON_TO;
  }

  /** How many of so many known peers are to have it. */
  int wanted(int known) {
    int few = Math.min(known, 2 * answerAt);
    return Math.min(most, Math.max(few, (int) Math.ceil(known * share)));
  }

  /** Connected peers and those found lately; of the latter no more than are worth dialling. */
  List<Peer> candidates(SiteCore core) {
    List<Peer> found = new ArrayList<>(core.peers.connected());
    long recent = core.host.nowSeconds() - RECENT_SECONDS;
    int dialled = isOwn() ? MOST_DIALLED : Math.max(0, 2 * answerAt - found.size());
    found.addAll(core.peers.toDial(dialled, peer -> peer.found() >= recent));
    if (found.isEmpty()) {
      found.addAll(core.peers.toDial(2 * answerAt, peer -> true));
    }
    return found;
  }
}
