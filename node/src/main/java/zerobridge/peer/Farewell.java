package zerobridge.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zerobridge.net.SourceNetwork;

/**
 * Chooses which connections go when there are too many. An attacker who opens many connections must
 * not push out the peers that matter: those that gave us the most, the quickest, the oldest, and
 * the only one of its network all stay. Of the rest the useless go first: no site uses them, they
 * misbehaved, their network has many others.
 */
final class Farewell {
  private static final int KEPT_FOR_DATA = 8;
  private static final int KEPT_FOR_SPEED = 8;
  private static final int OLDEST_SHARE = 4;

  private Farewell() {}

  /**
   * What is known of a connection.
   *
   * @param connection which one it is
   * @param network the part of its address that neighbours share
   * @param busy whether requests or data are on the way
   * @param users how many sites use it
   * @param standing good minus bad that it did, negative if it misbehaved
   * @param bytesIn what it gave us
   * @param delayMillis its last round trip
   * @param openedAt Unix milliseconds
   * @param idleMillis since it said something
   */
  record Candidate<T>(
      T connection,
      SourceNetwork network,
      boolean busy,
      int users,
      int standing,
      long bytesIn,
      long delayMillis,
      long openedAt,
      long idleMillis) {}

  /** The connections to close, the least worthy first; at most {@code count}, maybe none. */
  static <T> List<T> choose(List<Candidate<T>> all, int count) {
    Set<T> kept = new HashSet<>();
    keep(all, Comparator.comparingLong((Candidate<T> c) -> -c.bytesIn()), KEPT_FOR_DATA, kept);
    keep(all, Comparator.comparingLong(Candidate::delayMillis), KEPT_FOR_SPEED, kept);
    keep(all, Comparator.comparingLong(Candidate::openedAt), all.size() / OLDEST_SHARE, kept);
    Map<SourceNetwork, Integer> ofNetwork = new HashMap<>();
    all.forEach(candidate -> ofNetwork.merge(candidate.network(), 1, Integer::sum));
    List<Candidate<T>> left = new ArrayList<>(all);
    left.removeIf(candidate -> candidate.busy() || kept.contains(candidate.connection()));
    left.sort(
        Comparator.comparingInt((Candidate<T> c) -> Math.min(0, c.standing()))
            .thenComparingInt(Candidate::users)
            .thenComparingInt(c -> -ofNetwork.getOrDefault(c.network(), 0))
            .thenComparingLong(c -> -c.idleMillis())
            .thenComparingLong(c -> -c.openedAt()));
    List<T> chosen = new ArrayList<>();
    // After each one its network is less crowded: neighbours take turns with others.
    for (Candidate<T> candidate : left) {
      boolean alone = ofNetwork.getOrDefault(candidate.network(), 0) <= 1;
      if (chosen.size() < count && !(alone && candidate.users() > 0 && candidate.standing() >= 0)) {
        chosen.add(candidate.connection());
        ofNetwork.merge(candidate.network(), -1, Integer::sum);
      }
    }
    return chosen;
  }

  /** Those who did nothing for us aren't kept for it, nor those who misbehaved for anything. */
  private static <T> void keep(
      List<Candidate<T>> all, Comparator<Candidate<T>> best, int count, Set<T> kept) {
    all.stream()
        .filter(candidate -> candidate.standing() >= 0 && candidate.users() > 0)
        .sorted(best)
        .limit(count)
        .forEach(candidate -> kept.add(candidate.connection()));
  }
}
