package zerobridge.site;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Piecefield;
import zerobridge.content.FileEntry;

/**
 * Fetches of one big file what its readers need now and soon, and all of it if somebody wants that.
 * Whenever a reader moves or a piece arrives, what should be in the queue is worked out anew: what
 * nobody needs any more leaves it. Confined to the site's lane. Peer protocol, tasks and optional
 * files.
 */
final class BigDownload {
  /** Pieces in the queue for a whole file: enough for every connection, as in the reference. */
  private static final int BACKGROUND_PIECES = 20;

  private static final int BACKGROUND_PRIORITY = 0;
  private static final int PIECEMAP_PRIORITY = 30;
  private static final String STOPPED = "Downloads are stopped";

  final BigFile file;

  private final SiteCore core;
  private final Set<BigFileReader> readers = new LinkedHashSet<>();
  private final List<CompletableFuture<Boolean>> wholes = new ArrayList<>();

  /** Pieces on their way, from the look on disk to the end of the task. */
  private final Map<Integer, Order> queued = new HashMap<>();

  private final BitSet failed = new BitSet();
  private final Deque<Integer> rarest = new ArrayDeque<>();
  private boolean preparing;

  /** One wish for a piece. The same piece may be dropped and wished for again: another order. */
  private static final class Order {
    final Wanted.Piece piece;

    Order(Wanted.Piece piece) {
      this.piece = piece;
    }
  }

  BigDownload(SiteCore core, BigFile file) {
    this.core = core;
    this.file = file;
  }

  /** Completes on this lane, with true once every piece is here. */
  CompletableFuture<Boolean> whole() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    failed.clear();
    if (wholes.isEmpty()) {
      core.swarm().hold();
    }
    wholes.add(done);
    refresh();
    return done;
  }

  /** A reader begins or moves. */
  void moved(BigFileReader reader) {
    readers.add(reader);
    failed.clear();
    refresh();
  }

  void left(BigFileReader reader) {
    readers.remove(reader);
    refresh();
  }

  private void refresh() {
    if (core.swarm().isStopped()) {
      // Nothing new is begun while the site is paused or the node ends.
      fail(STOPPED);
      return;
    }
    if (file.piecemap() == null && !file.isComplete()) {
      if (wholes.isEmpty() && readers.isEmpty()) {
        endIfDone();
      } else {
        prepare();
      }
      return;
    }
    readers.forEach(BigFileReader::serve);
    Map<Integer, Integer> wanted = wanted();
    for (Order order : List.copyOf(queued.values())) {
      if (!wanted.containsKey(order.piece.index())) {
        queued.remove(order.piece.index());
        core.swarm().dropUnlessRunning(order.piece);
      }
    }
    wanted.forEach(
        (index, priority) -> {
          Order known = queued.get(index);
          if (known == null) {
            enqueue(new Order(new Wanted.Piece(file, index)), priority);
          } else {
            core.swarm().prioritise(known.piece, priority);
          }
        });
    endIfDone();
  }

  /** What should be on its way now, with priorities. */
  private Map<Integer, Integer> wanted() {
    Map<Integer, Integer> wanted = new LinkedHashMap<>();
    for (BigFileReader reader : readers) {
      reader.wants().forEach((piece, priority) -> wanted.merge(piece, priority, Math::max));
    }
    wanted.keySet().removeIf(piece -> file.has(piece) || failed.get(piece));
    if (wholes.isEmpty()) {
      return wanted;
    }
    for (Integer piece : queued.keySet()) {
      if (wanted.size() < BACKGROUND_PIECES && !file.has(piece)) {
        wanted.putIfAbsent(piece, BACKGROUND_PRIORITY);
      }
    }
    if (wanted.size() < BACKGROUND_PIECES) {
      addRarest(wanted);
    }
    return wanted;
  }

  /** Fills up with missing pieces that few peers have. */
  private void addRarest(Map<Integer, Integer> wanted) {
    if (rarest.isEmpty()) {
      sortByRarity();
    }
    while (wanted.size() < BACKGROUND_PIECES && !rarest.isEmpty()) {
      int piece = rarest.poll();
      if (!file.has(piece) && !failed.get(piece)) {
        wanted.putIfAbsent(piece, BACKGROUND_PRIORITY);
      }
    }
  }

  private void sortByRarity() {
    int[] copies = new int[file.layout.count()];
    for (Peer peer : core.peers.all()) {
      Piecefield field = peer.pieces.of(file);
      if (field.cardinality() > 0) {
        field.present().forEach(piece -> copies[piece]++);
      }
    }
    List<Integer> missing = new ArrayList<>();
    file.pieces()
        .missing()
        .filter(piece -> !queued.containsKey(piece) && !failed.get(piece))
        .forEach(missing::add);
    // Two nodes with the same peers had better not fetch the same pieces first.
    Collections.shuffle(missing, core.host.random());
    missing.sort(
        Comparator.comparingInt(piece -> copies[piece] == 0 ? Integer.MAX_VALUE : copies[piece]));
    missing.stream().limit(4L * BACKGROUND_PIECES).forEach(rarest::add);
  }

  /** First the hashes of the pieces. */
  private void prepare() {
    if (preparing) {
      return;
    }
    FileEntry.Pieces pieces = file.entry.pieces();
    FileEntry listed = pieces == null ? null : core.files.entry(pieces.piecemap());
    if (listed == null || listed.pieces() != null) {
      fail("The site's author has not listed the piecemap of this file");
      return;
    }
    preparing = true;
    core.settings.change(old -> old.with("has_bigfile", true));
    CompletableFuture<Boolean> loaded =
        core.needs().fetchEntry(listed, PIECEMAP_PRIORITY).thenCompose(here -> load(listed, here));
    Outcomes.deliver(loaded, core.lane, (here, error) -> prepared(error));
  }

  private CompletableFuture<Boolean> load(FileEntry listed, boolean here) {
    return core.threads()
        .call(
            "load-piecemap",
            () -> {
              if (!here) {
                throw new IOException(
                    "Unable to download piecemap: "
                        + core.bad.reason(listed.path()).orElse("no peer has it"));
              }
              core.bigFiles.loadPiecemap(file, listed);
              return true;
            });
  }

  private void prepared(@Nullable Throwable error) {
    preparing = false;
    if (error == null) {
      refresh();
    } else {
      fail(String.valueOf(FileFetch.reasonOf(error).getMessage()));
    }
  }

  private void enqueue(Order order, int priority) {
    int index = order.piece.index();
    queued.put(index, order);
    CompletableFuture<Boolean> done =
        file.isWorthALook(index)
            ? core.threads()
                .call("look-for-piece", () -> file.find(index))
                .thenComposeAsync(found -> fetchUnless(found, order), core.lane)
            : core.swarm().fetch(order.piece, priority);
    Outcomes.deliver(done, core.lane, (good, error) -> ended(order, good, error));
  }

  private CompletableFuture<Boolean> fetchUnless(boolean found, Order order) {
    int index = order.piece.index();
    if (found || queued.get(index) != order) {
      return CompletableFuture.completedFuture(found);
    }
    return core.swarm().fetch(order.piece, wanted().getOrDefault(index, BACKGROUND_PRIORITY));
  }

  private void ended(Order order, @Nullable Boolean good, @Nullable Throwable error) {
    int index = order.piece.index();
    boolean asked = queued.remove(index, order);
    if (error != null) {
      fail(String.valueOf(FileFetch.reasonOf(error).getMessage()));
      return;
    }
    if (asked && !Boolean.TRUE.equals(good)) {
      String problem = file.takeProblem();
      if (problem != null) {
        fail(problem);
        return;
      }
      if (core.swarm().isStopped()) {
        fail(STOPPED);
        return;
      }
      failed.set(index);
      String reason =
          core.bad.reason(file.entry.path()).orElse("No peer has this part of the file");
      List.copyOf(readers).forEach(reader -> reader.failed(index, reason));
      if (!isAnywhere()) {
        // The other pieces would end the same way, a few at a time, each after its own patience.
        fail(reason);
        return;
      }
    }
    refresh();
  }

  /** Whether some peer tells of a piece that is missing here. */
  private boolean isAnywhere() {
    return core.peers.all().stream()
        .map(peer -> peer.pieces.of(file))
        .anyMatch(field -> field.cardinality() > 0 && file.pieces().missing().anyMatch(field::has));
  }

  private void endIfDone() {
    if (!wholes.isEmpty() && (file.isComplete() || queued.isEmpty())) {
      boolean good = file.isComplete();
      if (good) {
        core.bad.remove(file.entry.path());
        core.emit(SiteEvent.fileDone(file.entry.path()));
      } else {
        String reason = core.bad.reason(file.entry.path()).orElse("Some pieces could not be had");
        core.bad.failed(file.entry.path(), reason);
        core.emit(SiteEvent.fileFailed(file.entry.path()));
      }
      tellWholes(good);
    }
    if (wholes.isEmpty() && readers.isEmpty() && queued.isEmpty() && !preparing) {
      core.bigDownloads().ended(this);
    }
  }

  private void tellWholes(boolean good) {
    List<CompletableFuture<Boolean>> due = List.copyOf(wholes);
    wholes.clear();
    due.forEach(each -> each.complete(good));
    core.swarm().unhold();
  }

  /** Nothing more can be had for now: everybody who waits hears why. */
  void fail(String reason) {
    core.bad.explain(file.entry.path(), reason);
    for (Order order : List.copyOf(queued.values())) {
      queued.remove(order.piece.index());
      core.swarm().dropUnlessRunning(order.piece);
    }
    if (!wholes.isEmpty()) {
      core.bad.failed(file.entry.path(), reason);
      tellWholes(false);
    }
    List.copyOf(readers).forEach(reader -> reader.failed(BigFileReader.ANY_PIECE, reason));
    endIfDone();
  }
}
