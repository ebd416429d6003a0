package zerobridge.site;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Hashfield;

/**
 * Which optional files a peer says it has, and what it was told of ours. Nothing of it is proven: a
 * file is asked for, and its hash decides. Safe for any thread. Peer protocol, hashfield exchange.
 */
final class PeerHashfield {
  /** A field is not fetched again so soon, as in the reference. */
  static final Duration PAUSE = Duration.ofMinutes(5);

  /** When a file is looked for that nobody is known to have. */
  static final Duration HURRIED_PAUSE = Duration.ofSeconds(10);

  private @Nullable Hashfield field;
  private @Nullable Hashfield told;
  private boolean silent;
  private boolean outdated = true;
  private long askedNanos;

  /** What the peer says itself; replaces what was known. */
  synchronized void learn(Hashfield said) {
    field = said;
    silent = false;
    outdated = false;
  }

  /** What an earlier run learned; it is fetched again when the peer is connected. */
  synchronized void restore(List<Integer> ids) {
    field = ids.isEmpty() ? null : Hashfield.of(ids);
  }

  /** Somebody else says that the peer has a file of this id. */
  synchronized void hear(int id) {
    Hashfield before = field;
    field = (before == null ? Hashfield.EMPTY : before).with(id);
    outdated = true;
  }

  /** The peer is connected and did not say what it has: it may be asked for anything. */
  synchronized void keepsSilent() {
    silent = true;
  }

  /** A peer that kept silent and is connected no longer is not worth dialling for a file. */
  synchronized void disconnected() {
    silent = false;
  }

  /** Memory is short: what it said is forgotten. */
  synchronized void forget() {
    field = null;
    outdated = true;
  }

  /** Whether a file of this id may be there. */
  synchronized boolean mayHave(int id) {
    Hashfield known = field;
    return known == null ? silent : known.contains(id);
  }

  /** The number of ids that are kept. */
  synchronized int size() {
    Hashfield known = field;
    return known == null ? 0 : known.size();
  }

  synchronized List<Integer> ids() {
    Hashfield known = field;
    return known == null ? List.of() : known.ids();
  }

  /** Whether it is time to ask the peer; if so, notes that it is asked. */
  synchronized boolean isDue(Duration pause, long nowNanos) {
    long needed = outdated ? Math.min(pause.toNanos(), HURRIED_PAUSE.toNanos()) : pause.toNanos();
    if (askedNanos != 0 && nowNanos - askedNanos < needed) {
      return false;
    }
    askedNanos = nowNanos;
    return true;
  }

  /** Whether the peer is to be told of our field; if so, notes that it knows it. */
  synchronized boolean mustBeTold(Hashfield ours) {
    Hashfield before = told;
    if (before == null ? ours.isEmpty() : before.equals(ours)) {
      return false;
    }
    told = ours;
    return true;
  }

  /** The peer has asked for our field, or failed to take it when it is null. */
  synchronized void knows(@Nullable Hashfield ours) {
    told = ours;
  }
}
