package zerobridge.ui;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.BitName;
import zerobridge.name.Names;
import zerobridge.name.Resolution;

/** From host labels to sites: addresses at once, names by asking, remembered for a moment. */
final class SiteLabels {
  /** As long as the reference remembers; a page asks for its files within this time. */
  private static final Duration MEMORY = Duration.ofSeconds(10);

  private static final int MAX_REMEMBERED = 500;

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9.-]+\\.(?:bit|zite)", Pattern.CASE_INSENSITIVE);

  private final Names names;
  private final InstantSource clock;
  private final Map<String, Known> known =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  private record Known(SiteAddress address, Instant until) {}

  SiteLabels(Names names, InstantSource clock) {
    this.names = names;
    this.clock = clock;
  }

  /** The site that a label stands for; empty if it is a name that leads nowhere. */
  CompletableFuture<Optional<SiteAddress>> resolve(SiteLabel label) {
    if (label.address().isPresent()) {
      return CompletableFuture.completedFuture(label.address());
    }
    String name = label.site();
    synchronized (known) {
      Known found = known.get(name);
      if (found != null && clock.instant().isBefore(found.until())) {
        return CompletableFuture.completedFuture(Optional.of(found.address()));
      }
    }
    Optional<BitName> bit = BitName.parse(name);
    if (bit.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return names
        .resolve(bit.get())
        .thenApply(answer -> answer.map(Resolution::address).map(found -> remember(name, found)));
  }

  private SiteAddress remember(String name, SiteAddress address) {
    synchronized (known) {
      known.put(name, new Known(address, clock.instant().plus(MEMORY)));
    }
    return address;
  }

  /**
   * The label of the site that a part of a path means: an address, or a name of the network. File
   * names with a dot are no names.
   */
  static Optional<SiteLabel> ofSegment(String segment) {
    boolean named = NAME.matcher(segment).matches();
    return named || SiteAddress.isValid(segment) ? SiteLabel.of(segment) : Optional.empty();
  }
}
