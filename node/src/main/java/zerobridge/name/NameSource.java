package zerobridge.name;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One place that knows names. Asked in order of trust; an empty answer passes to the next. */
public sealed interface NameSource permits PinnedNames, ZeroNameSite {
  /**
   * Looks a name up. The future completes when the source knows, which can need a download; it
   * completes exceptionally when the source could not be asked.
   */
  CompletableFuture<Optional<Resolution>> lookUp(BitName name);
}
