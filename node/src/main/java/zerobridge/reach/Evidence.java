package zerobridge.reach;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import zerobridge.net.SourceNetwork;

/**
 * What speaks for or against our port being open over one address family.
 *
 * <p>A connection from outside proves that it is, whoever asked for it, and nobody can fake that.
 * That it is closed needs two different networks which tried and failed while nobody arrived. Two
 * that say "open" while nobody arrived reached somebody else. All other words prove nothing. Safe
 * for any thread.
 */
final class Evidence {
  /** How long evidence is fresh; then others are asked, so at most that often. */
  static final Duration FRESH = Duration.ofMinutes(20);

  /** How long a verdict stands when nobody can be asked. */
  private static final Duration STANDS = Duration.ofHours(1);

  /** How many are asked while evidence is fresh. */
  static final int MAX_WITNESSES = 3;

  /** How many more are tried when those that were asked don't answer. */
  private static final int MAX_SILENT = 6;

  private static final int NEEDED = 2;

  /** What the evidence says. */
  enum Verdict {
    OPEN,
    CLOSED,
    UNKNOWN
  }

  private record Word(boolean open, Instant at) {}

  private final InstantSource clock;
  private final Map<SourceNetwork, Word> words = new HashMap<>();
  private final Map<SourceNetwork, Instant> silent = new HashMap<>();
  private Instant lastStranger = Instant.MIN;
  private Instant lastAnybody = Instant.MIN;
  private Verdict verdict = Verdict.UNKNOWN;
  private Instant judgedAt = Instant.MIN;

  Evidence(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Somebody connected to our port.
   *
   * @param fromOutside whether certainly from beyond the local network
   */
  synchronized void arrived(boolean fromOutside) {
    lastAnybody = clock.instant();
    if (fromOutside) {
      lastStranger = lastAnybody;
    }
  }

  /** A witness said whether it could connect. */
  synchronized void testified(SourceNetwork network, boolean open) {
    words.put(network, new Word(open, clock.instant()));
  }

  /** A witness was asked, but gave no answer. */
  synchronized void silent(SourceNetwork network) {
    silent.put(network, clock.instant());
  }

  /** Begins anew: something changed that the port depends on. */
  synchronized void forget() {
    words.clear();
    silent.clear();
    lastStranger = Instant.MIN;
    lastAnybody = Instant.MIN;
    verdict = Verdict.UNKNOWN;
  }

  /** Whether a witness of this network would help now. */
  synchronized boolean needs(SourceNetwork network) {
    dropStale();
    return !isFresh(lastStranger)
        && words.size() < MAX_WITNESSES
        && silent.size() < MAX_SILENT
        && !words.containsKey(network)
        && !silent.containsKey(network)
        && weigh() == Verdict.UNKNOWN;
  }

  /** What all of it says now. */
  synchronized Verdict verdict() {
    dropStale();
    Verdict now = weigh();
    if (now != Verdict.UNKNOWN) {
      verdict = now;
      judgedAt = clock.instant();
    } else if (isOlder(judgedAt, STANDS)) {
      verdict = Verdict.UNKNOWN;
    }
    return verdict;
  }

  /** How the verdict came about, for people who want to know. */
  synchronized String sentence() {
    long open = words.values().stream().filter(Word::open).count();
    if (isFresh(lastStranger)) {
      return "others have connected within the last 20 minutes";
    }
    return words.isEmpty()
        ? "nobody has been asked yet"
        : open + " of " + words.size() + " nodes asked could connect";
  }

  private Verdict weigh() {
    if (isFresh(lastStranger)) {
      return Verdict.OPEN;
    }
    long open = words.values().stream().filter(Word::open).count();
    long closed = words.size() - open;
    if (open >= NEEDED) {
      // Some arrive as if from here: over a container's proxy, or a tunnel.
      return isFresh(lastAnybody) ? Verdict.OPEN : Verdict.CLOSED;
    }
    return closed >= NEEDED ? Verdict.CLOSED : Verdict.UNKNOWN;
  }

  private void dropStale() {
    words.values().removeIf(word -> !isFresh(word.at()));
    silent.values().removeIf(at -> !isFresh(at));
  }

  private boolean isFresh(Instant at) {
    return !isOlder(at, FRESH);
  }

  private boolean isOlder(Instant at, Duration limit) {
    return at.equals(Instant.MIN) || at.plus(limit).isBefore(clock.instant());
  }
}
