package zerobridge.reach;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.io.Threads;

/**
 * Keeps the port forwarded: asks every gateway in every way at once, renews what it got at half its
 * life, tries again later where it got nothing, and gives everything back at the end. Nothing waits
 * for it but {@link #close}, for at most {@link #RELEASE_LIMIT}. Safe for any thread.
 */
final class PortMapper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(PortMapper.class);

  /** Short, so that a crash leaves no door open for long; RFC 6886 allows any. */
  static final Duration LIFETIME = Duration.ofHours(1);

  /** How often a router that gave nothing is asked again: it may just have been restarted. */
  private static final Duration RETRY = Duration.ofMinutes(10);

  /** Routers that only give minutes are not asked more often than this. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

  /** A person who ends the program doesn't wait longer for a router. */
  static final Duration RELEASE_LIMIT = Duration.ofSeconds(2);

  private final Supplier<List<MappingProtocol>> ways;
  private final Threads threads;
  private final Runnable changed;
  private final Map<MappingProtocol, Lease> leases = new ConcurrentHashMap<>();
  private volatile MappingStatus status = MappingStatus.SEARCHING;
  private @Nullable PortRequest request;
  private List<MappingProtocol> asked = List.of();
  private @Nullable ScheduledFuture<?> next;
  private boolean asking;
  private boolean again;
  private boolean closed;

  /**
   * Makes a mapper; nothing is asked yet.
   *
   * @param ways every gateway in every way, as of now; equal objects stand for what was there
   *     before
   * @param changed told after the status changed
   */
  PortMapper(Supplier<List<MappingProtocol>> ways, Threads threads, Runnable changed) {
    this.ways = ways;
    this.threads = threads;
    this.changed = changed;
  }

  MappingStatus status() {
    return status;
  }

  /** Begins. */
  synchronized void start(int port) {
    request = new PortRequest(port, LIFETIME);
    ask(ways.get());
  }

  /** Asks anew because this machine is in another network now. */
  synchronized void moved() {
    if (closed || request == null) {
      return;
    }
    if (asking) {
      again = true;
      return;
    }
    // The old router can't be reached any more; what it holds ends by itself.
    leases.clear();
    ask(ways.get());
  }

  private synchronized void renew() {
    if (!closed && !asking) {
      ask(asked.isEmpty() ? ways.get() : asked);
    }
  }

  /** Guarded by this. */
  private void ask(List<MappingProtocol> now) {
    PortRequest wanted = request;
    if (wanted == null) {
      return;
    }
    if (next != null) {
      next.cancel(false);
    }
    asking = true;
    asked = now;
    List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
    for (MappingProtocol way : now) {
      outcomes.add(
          threads
              .call("port mapping " + way.word(), () -> outcome(way, wanted))
              .exceptionally(failure -> failed(way, failure)));
    }
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
            .handle(
                (all, failure) -> {
                  ended(outcomes.stream().map(CompletableFuture::join).toList());
                  return null;
                });
  }

  private Outcome outcome(MappingProtocol way, PortRequest wanted) throws IOException {
    try {
      Lease lease = way.map(wanted);
      boolean late;
      synchronized (this) {
        late = closed;
        if (!late) {
          leases.put(way, lease);
        }
      }
      if (late) {
        way.unmap(wanted);
      }
      Outcome outcome = Outcome.mapped(way, lease);
      // The first one is news; the others change nothing that a person would notice.
      publish(outcome.status(), true);
      return outcome;
    } catch (MappingRefusedException e) {
      leases.remove(way);
      log.debug("{} at {}: {}", way.word(), way.gateway().address(), e.getMessage());
      return Outcome.refused(way, e);
    } catch (IOException e) {
      leases.remove(way);
      log.debug("{} at {}: {}", way.word(), way.gateway().address(), e.getMessage());
      return Outcome.silent(way);
    }
  }

  private static Outcome failed(MappingProtocol way, Throwable failure) {
    log.error("Asking the router by {} failed", way.word(), failure);
    return Outcome.silent(way);
  }

  private void publish(MappingStatus newer, boolean onlyIfBetter) {
    synchronized (this) {
      MappingStatus old = status;
      if (closed
          || newer.equals(old)
          || (onlyIfBetter && old.state() == MappingStatus.State.MAPPED)) {
        return;
      }
      status = newer;
    }
    log.info("Port forwarding: {}", newer.detail());
    changed.run();
  }

  private void ended(List<Outcome> outcomes) {
    MappingStatus told = status;
    // The one that was first keeps its place as long as it holds.
    MappingStatus end =
        outcomes.stream().anyMatch(outcome -> outcome.status().equals(told))
                && told.state() == MappingStatus.State.MAPPED
            ? told
            : Outcome.best(outcomes);
    publish(end, false);
    synchronized (this) {
      asking = false;
      if (closed) {
        return;
      }
      if (again) {
        again = false;
        leases.clear();
        ask(ways.get());
        return;
      }
      next = threads.after(pause(), "port mapping", this::renew);
    }
  }

  /** Half of the shortest life, as RFC 6886 asks for. */
  private Duration pause() {
    Duration shortest = LIFETIME;
    for (Lease lease : leases.values()) {
      if (!lease.lifetime().isZero() && lease.lifetime().compareTo(shortest) < 0) {
        shortest = lease.lifetime();
      }
    }
    Duration half = leases.isEmpty() ? RETRY : shortest.dividedBy(2);
    return half.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : half;
  }

  /** Gives all ports back; what isn't confirmed in time ends by itself. */
  @Override
  public void close() {
    Map<MappingProtocol, Lease> held;
    PortRequest wanted;
    synchronized (this) {
      closed = true;
      held = Map.copyOf(leases);
      wanted = request;
      if (next != null) {
        next.cancel(false);
      }
    }
    if (wanted == null || held.isEmpty()) {
      return;
    }
    List<CompletableFuture<Boolean>> releases = new ArrayList<>();
    for (MappingProtocol way : held.keySet()) {
      releases.add(threads.call("port release " + way.word(), () -> released(way, wanted)));
    }
    try {
      CompletableFuture.allOf(releases.toArray(CompletableFuture[]::new))
          .get(RELEASE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      log.debug("The router is slow: {}", e.toString());
    }
    // Routers keep one list for all protocols, so what one gave back the others no more find.
    boolean given = releases.stream().anyMatch(release -> release.getNow(false));
    log.info(
        given
            ? "The router forwards the port no more"
            : "The router didn't confirm that it forwards the port no more");
  }

  private static boolean released(MappingProtocol way, PortRequest wanted) {
    try {
      way.unmap(wanted);
      return true;
    } catch (IOException e) {
      log.debug("{} keeps the port: {}", way.word(), e.getMessage());
      return false;
    }
  }
}
