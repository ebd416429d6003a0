package zerobridge.name;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.crypto.SiteAddress;

/**
 * Resolves {@code .bit} names by asking the sources in order of trust (Namecoin specification,
 * resolver chain). A source that fails is skipped, so that a dead one cannot take the names of the
 * others with it. Safe for any thread.
 */
public final class Names {
  private static final Logger log = LoggerFactory.getLogger(Names.class);

  /** Answers that are remembered for displays; the oldest is forgotten first. */
  private static final int MAX_REMEMBERED = 1_000;

  private final List<NameSource> sources;

  /** Guarded by itself. */
  private final Map<BitName, Resolution> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<BitName, Resolution> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /** Asks {@code sources} in their order. */
  public Names(List<NameSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Where the name leads; empty when no source knows it. Never completes exceptionally. */
  public CompletableFuture<Optional<Resolution>> resolve(BitName name) {
    return ask(name, 0)
        .thenApply(
            answer -> {
              answer.ifPresent(this::remember);
              return answer;
            });
  }

  private void remember(Resolution answer) {
    synchronized (seen) {
      seen.put(answer.name(), answer);
    }
  }

  /** The latest answer for a name, without asking anybody. */
  public Optional<Resolution> remembered(BitName name) {
    synchronized (seen) {
      return Optional.ofNullable(seen.get(name));
    }
  }

  /** The names that led to a site so far, the latest first. */
  public List<BitName> leadingTo(SiteAddress site) {
    List<BitName> found = new ArrayList<>();
    synchronized (seen) {
      seen.values().stream()
          .filter(answer -> answer.address().equals(site))
          .forEach(answer -> found.add(0, answer.name()));
    }
    return found;
  }

  private CompletableFuture<Optional<Resolution>> ask(BitName name, int index) {
    if (index == sources.size()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    NameSource source = sources.get(index);
    return source
        .lookUp(name)
        .exceptionally(
            fault -> {
              log.warn(
                  "{} could not look up {}: {}",
                  source.getClass().getSimpleName(),
                  name,
                  fault.getMessage());
              return Optional.empty();
            })
        .thenCompose(
            answer ->
                answer.isPresent()
                    ? CompletableFuture.completedFuture(answer)
                    : ask(name, index + 1));
  }
}
