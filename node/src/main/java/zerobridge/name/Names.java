package zerobridge.name;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves {@code .bit} names by asking the sources in order of trust (Namecoin specification,
 * resolver chain). A source that fails is skipped, so that a dead one cannot take the names of the
 * others with it. Safe for any thread.
 */
public final class Names {
  private static final Logger log = LoggerFactory.getLogger(Names.class);

  private final List<NameSource> sources;

  /** Asks {@code sources} in their order. */
  public Names(List<NameSource> sources) {
    this.sources = List.copyOf(sources);
  }

  /** Where the name leads; empty when no source knows it. Never completes exceptionally. */
  public CompletableFuture<Optional<Resolution>> resolve(BitName name) {
    return ask(name, 0);
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
