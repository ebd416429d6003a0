package zerobridge.site;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.peer.HashIdHolders;
import zerobridge.peer.OptionalFilesClient;
import zerobridge.peer.PeerConnection;

/**
 * Looks for peers that have the optional files in the queue: asks connected peers what they have,
 * then whom they know, then peers that have to be dialled. A file is fetched from the first holder
 * that is found, while the search goes on for the others. One search runs at a time. Confined to
 * the site's lane. Peer protocol, optional files.
 */
final class OptionalSearch {
  private static final Logger log = LoggerFactory.getLogger(OptionalSearch.class);

  /** Files that are queued together are looked for together. */
  private static final Duration GATHER = Duration.ofMillis(20);

  /** How long the other answers are waited for after the first; late ones count all the same. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final int MAX_TASKS = 300;

  /** The second one when all holders that the first one found have failed. */
  private static final int MAX_SEARCHES = 2;

  private static final int MAX_CONNECTED = 10;
  private static final int MAX_DIALED = 10;

  /** Connected peers that are asked for a file that nobody says to have: a cheap question. */
  private static final int MAX_ANYWAY = 5;

  /** Files that nobody had, and that are fetched as soon as somebody says to have them. */
  private static final int MAX_MISSED = 1000;

  private static final long WAKE_PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  /** One way of asking. */
  private enum Stage {
    FIELDS(Duration.ofSeconds(5)),
    CONNECTED(Duration.ofSeconds(5)),
    DIALED(Duration.ofSeconds(15)),
    END(Duration.ZERO);

    final Duration limit;

    Stage(Duration limit) {
      this.limit = limit;
    }

    Stage next() {
      return switch (this) {
        case FIELDS -> CONNECTED;
        case CONNECTED -> DIALED;
        case DIALED, END -> END;
      };
    }
  }

  private final SiteCore core;
  private final HashfieldExchange exchange;
  private final Map<DownloadTask, Integer> searches = new HashMap<>();
  private final Map<InnerPath, Missed> missed = new LinkedHashMap<>();
  private final Set<Peer> asked = new HashSet<>();
  private final Set<Peer> answered = new HashSet<>();
  private List<DownloadTask> tasks = List.of();
  private boolean running;
  private int searchNumber;
  private Stage stage = Stage.END;

  private static final class Missed {
    final int id;
    private long wokenNanos;
    private boolean woken;

    Missed(int id) {
      this.id = id;
    }

    /** Whether it is fetched now: one who only claims to have it can't keep us busy. */
    boolean wakes(long now) {
      if (woken && now - wokenNanos < WAKE_PAUSE_NANOS) {
        return false;
      }
      woken = true;
      wokenNanos = now;
      return true;
    }
  }

  OptionalSearch(SiteCore core, HashfieldExchange exchange) {
    this.core = core;
    this.exchange = exchange;
  }

  private static boolean isOptional(DownloadTask task) {
    return task.wanted instanceof Wanted.File file && file.entry().optional();
  }

  private static int id(DownloadTask task) {
    return ((Wanted.File) task.wanted).entry().hashId();
  }

  /** These tasks wait: looks for holders of those that no connected peer is known to have. */
  void look(List<DownloadTask> waiting) {
    if (running) {
      return;
    }
    for (DownloadTask task : waiting) {
      if (isOptional(task) && !searches.containsKey(task) && !hasConnectedHolder(task)) {
        begin();
        return;
      }
    }
  }

  /**
   * Looks for further holders of a task that nobody can serve.
   *
   * @return false when that was done in vain before, or is no task of an optional file
   */
  boolean seek(DownloadTask task) {
    if (!isOptional(task)) {
      return false;
    }
    int before = searches.getOrDefault(task, 0);
    boolean again = before < MAX_SEARCHES && task.lastFailure() != null && !task.isTriedAnyway();
    if (!running && (before == 0 || again)) {
      begin();
    }
    return running;
  }

  /** Why a task is given up; an optional file is fetched when somebody says to have it. */
  String whyNobody(DownloadTask task) {
    String failure = task.lastFailure();
    if (!isOptional(task)) {
      return failure == null ? "No peer of this site can be reached" : failure;
    }
    if (missed.size() < MAX_MISSED) {
      missed.putIfAbsent(task.path(), new Missed(id(task)));
    }
    String reason =
        answered.isEmpty()
            ? "No peer of this site could be asked for this file"
            : answered.size() == 1
                ? "The only peer asked does not have this file"
                : "None of the " + answered.size() + " peers asked has this file";
    return failure == null ? reason : reason + "; the last to be tried: " + failure;
  }

  /** The file is here, or listed no longer. */
  void forget(InnerPath path) {
    missed.remove(path);
  }

  /** A peer may have what was looked for in vain. */
  void heard(Peer peer) {
    long now = System.nanoTime();
    List<InnerPath> woken = new ArrayList<>();
    missed.forEach(
        (path, each) -> {
          if (peer.hashfield.mayHave(each.id) && each.wakes(now)) {
            woken.add(path);
          }
        });
    for (InnerPath path : woken) {
      if (core.bad.contains(path)) {
        log.debug("{}: {} may have {}", core.address, peer, path);
        Outcomes.finish(core.needs().fetch(path, TaskPriority.DOWNLOAD));
      } else {
        missed.remove(path);
      }
    }
    if (running && stage != Stage.END && missing().isEmpty()) {
      advance(stage);
    }
  }

  private void begin() {
    running = true;
    searchNumber++;
    ScheduledFuture<?> unused =
        core.threads().after(GATHER, "optional-search", () -> core.lane.execute(this::start));
  }

  private void start() {
    searches.keySet().removeIf(DownloadTask::isEnded);
    asked.clear();
    answered.clear();
    tasks = new ArrayList<>();
    for (DownloadTask task : core.swarm().waitingForFew(MAX_TASKS)) {
      if (isOptional(task) && searches.getOrDefault(task, 0) < MAX_SEARCHES) {
        searches.merge(task, 1, Integer::sum);
        tasks.add(task);
      }
    }
    log.debug("{}: looking for {} optional files", core.address, tasks.size());
    CompletableFuture<Void> peers = core.updates().search().ensurePeers();
    Outcomes.deliver(peers, core.lane, (done, error) -> enter(Stage.FIELDS));
  }

  private boolean hasConnectedHolder(DownloadTask task) {
    return core.peers.connected().stream().anyMatch(task::mayAsk);
  }

  /** The ids of files that no connected peer is known to have. */
  private Set<Integer> missing() {
    Set<Integer> ids = new LinkedHashSet<>();
    List<Peer> connected = core.peers.connected();
    for (DownloadTask task : tasks) {
      if (!task.isEnded() && task.running() == 0 && connected.stream().noneMatch(task::mayAsk)) {
        ids.add(id(task));
      }
    }
    return ids;
  }

  private void enter(Stage next) {
    stage = next;
    Set<Integer> ids = missing();
    if (next == Stage.END || ids.isEmpty()) {
      end();
      return;
    }
    List<CompletableFuture<Boolean>> answers =
        switch (next) {
          case FIELDS -> askFields();
          case CONNECTED -> ask(core.peers.connected(), MAX_CONNECTED, ids);
          case DIALED -> ask(core.peers.toDial(MAX_DIALED, peer -> true), MAX_DIALED, ids);
          case END -> List.of();
        };
    CompletableFuture<Void> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    Outcomes.deliver(all, core.lane, (done, error) -> advance(next));
    if (!answers.isEmpty()) {
      CompletableFuture<Object> first =
          CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new));
      Outcomes.deliver(first, core.lane, (done, error) -> advanceAfter(GRACE, next));
      advanceAfter(next.limit, next);
    }
  }

  private void advanceAfter(Duration pause, Stage from) {
    int search = searchNumber;
    ScheduledFuture<?> unused =
        core.threads()
            .after(
                pause,
                "optional-search",
                () ->
                    core.lane.execute(
                        () -> {
                          if (search == searchNumber) {
                            advance(from);
                          }
                        }));
  }

  /** Goes on to the next stage, if this one has not ended before. */
  private void advance(Stage from) {
    if (running && stage == from && from != Stage.END) {
      enter(from.next());
    }
  }

  private void end() {
    stage = Stage.END;
    running = false;
    // A node of 0.7.2 does not tell of what was signed there by its command line.
    List<Peer> connected = core.peers.connected();
    List<Peer> anyway = connected.subList(0, Math.min(MAX_ANYWAY, connected.size()));
    for (DownloadTask task : tasks) {
      if (!task.isEnded() && task.running() == 0 && connected.stream().noneMatch(task::mayAsk)) {
        task.tryAnyway(anyway);
      }
    }
    log.debug("{}: {} peers asked for optional files", core.address, answered.size());
    core.swarm().peersChanged();
  }

  private List<CompletableFuture<Boolean>> askFields() {
    List<Peer> peers = core.peers.connected();
    if (peers.isEmpty()) {
      peers = core.peers.toDial(MAX_CONNECTED / 2, peer -> true);
    }
    return peers.stream()
        .limit(MAX_CONNECTED)
        .map(peer -> connected(peer, link -> exchange.fetch(peer, PeerHashfield.HURRIED_PAUSE)))
        .toList();
  }

  private List<CompletableFuture<Boolean>> ask(List<Peer> peers, int most, Set<Integer> ids) {
    List<Integer> all = List.copyOf(ids);
    return peers.stream()
        .filter(asked::add)
        .limit(most)
        .map(peer -> connected(peer, link -> ask(peer, link, all)))
        .toList();
  }

  /** One request; completes with whether it was answered, and never fails. */
  private CompletableFuture<Boolean> connected(
      Peer peer, Function<PeerConnection, CompletableFuture<Boolean>> request) {
    return core.connect(peer)
        .thenComposeAsync(request, core.lane)
        .handleAsync(
            (good, error) -> {
              if (error != null) {
                String reason = String.valueOf(FileFetch.reasonOf(error).getMessage());
                log.debug("{}: {} was asked in vain: {}", core.address, peer, reason);
                if (peer.connection() == null) {
                  peer.connectionError(reason);
                  core.peers.judge(peer);
                }
                return false;
              }
              answered.add(peer);
              return good;
            },
            core.lane);
  }

  /** Asks for all ids, in as many messages as it takes: of each answer only so many are read. */
  private CompletableFuture<Boolean> ask(Peer peer, PeerConnection link, List<Integer> ids) {
    List<CompletableFuture<Void>> answers = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += HashIdHolders.MAX_IDS) {
      List<Integer> batch = ids.subList(from, Math.min(ids.size(), from + HashIdHolders.MAX_IDS));
      answers.add(
          new OptionalFilesClient(link)
              .findHashIds(core.address, batch)
              .thenAcceptAsync(holders -> learn(peer, batch, holders), core.lane));
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> true);
  }

  /** Takes the answer to a question; what was not asked for is left out. */
  private void learn(Peer teller, List<Integer> ids, HashIdHolders holders) {
    Set<Peer> named = new LinkedHashSet<>();
    for (Integer id : ids) {
      if (holders.mine().contains(id)) {
        teller.hashfield.hear(id);
        named.add(teller);
      }
      List<PeerAddress> addresses = holders.peers().getOrDefault(id, List.of());
      core.found(addresses, PeerSource.OPTIONAL, teller.address);
      for (PeerAddress address : addresses) {
        Peer peer = core.peers.find(address);
        if (peer != null) {
          peer.hashfield.hear(id);
          named.add(peer);
        }
      }
    }
    if (!named.isEmpty()) {
      core.swarm().peersChanged();
      named.forEach(this::heard);
    }
  }
}
