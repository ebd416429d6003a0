package zerobridge.message;

import com.google.gson.JsonObject;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.io.TokenBucket;
import zerobridge.peer.PeerConnection;

/**
 * What is remembered of the messages of one site: enough to know them again, to answer them and to
 * bound how fast they come. In memory only, and bounded. Safe for any thread.
 */
final class SiteMailbox {
  private static final int MAX_KNOWN = 10_000;
  private static final int MAX_TELLERS = 1_000;
  private static final int MAX_UNREAD = 50;
  private static final int MAX_WAITING = 200;

  /** What one peer may tell where the site sets no limit: bursts, and messages a second. */
  private static final double BURST = 30;

  private static final double PER_SECOND = 3;

  private final InstantSource clock;

  // All guarded by this.
  private final Map<String, Boolean> known = bounded(MAX_KNOWN);
  private final Map<String, TokenBucket> paces = bounded(MAX_TELLERS);
  private final Map<String, PeerConnection> tellers = bounded(MAX_TELLERS);
  private final Map<String, CompletableFuture<Boolean>> verdicts = bounded(MAX_WAITING);
  private final Map<String, CompletableFuture<JsonObject>> replies = bounded(MAX_WAITING);
  private final Deque<ReceivedMessage> unread = new ArrayDeque<>();

  SiteMailbox(InstantSource clock) {
    this.clock = clock;
  }

  private static <V> Map<String, V> bounded(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > most;
      }
    };
  }

  /** Remembers a message; false if it is known already. */
  synchronized boolean isNew(String hash) {
    return known.put(hash, true) == null;
  }

  /**
   * Counts a message of a peer; false if it comes too fast.
   *
   * @param seconds that the site wants between two messages, 0 for none
   */
  synchronized boolean mayTell(String teller, double seconds) {
    double burst = seconds > 0 ? 1 : BURST;
    double rate = seconds > 0 ? 1 / seconds : PER_SECOND;
    return paces.computeIfAbsent(teller, ignored -> new TokenBucket(burst, rate, clock)).tryTake(1);
  }

  /** Remembers by which connection a peer can be answered. */
  synchronized void met(PeerConnection connection) {
    tellers.put(connection.address().toString(), connection);
  }

  synchronized Optional<PeerConnection> find(String teller) {
    return Optional.ofNullable(tellers.get(teller)).filter(PeerConnection::isOpen);
  }

  /** Keeps a message for the page that opens next. */
  synchronized void keep(ReceivedMessage message) {
    unread.addLast(message);
    if (unread.size() > MAX_UNREAD) {
      unread.removeFirst();
    }
  }

  /** The kept messages, once. */
  synchronized List<ReceivedMessage> takeUnread() {
    List<ReceivedMessage> all = new ArrayList<>(unread);
    unread.clear();
    return all;
  }

  /** Waits for what an open page thinks of a message. */
  synchronized CompletableFuture<Boolean> verdict(String hash) {
    return verdicts.computeIfAbsent(hash, ignored -> new CompletableFuture<>());
  }

  /** A page has judged. */
  void judge(String hash, boolean good) {
    complete(take(verdicts, hash), good);
  }

  /** Waits for the answer to a message. */
  synchronized CompletableFuture<JsonObject> reply(String hash) {
    return replies.computeIfAbsent(hash, ignored -> new CompletableFuture<>());
  }

  /** An answer has come; false if nobody waits for it. */
  boolean replied(String hash, JsonObject answer) {
    CompletableFuture<JsonObject> waiting = take(replies, hash);
    complete(waiting, answer);
    return waiting != null;
  }

  private synchronized <V> @Nullable CompletableFuture<V> take(
      Map<String, CompletableFuture<V>> map, String hash) {
    return map.remove(hash);
  }

  /** Outside the lock: what depends on it runs here. */
  private static <V> void complete(@Nullable CompletableFuture<V> future, V value) {
    if (future != null) {
      future.complete(value);
    }
  }
}
