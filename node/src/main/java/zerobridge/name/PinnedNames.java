package zerobridge.name;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.AtomicFile;

/**
 * Names the person set by hand, in {@code pinned-names.json} of the data directory: one flat object
 * from name to address. They win over every other source. Safe for any thread.
 */
public final class PinnedNames implements NameSource {
  private static final Logger log = LoggerFactory.getLogger(PinnedNames.class);

  private static final long MAX_BYTES = 4 << 20;

  private final Path file;
  private volatile Map<String, SiteAddress> pins;

  private PinnedNames(Path file, Map<String, SiteAddress> pins) {
    this.file = file;
    this.pins = pins;
  }

  /**
   * Opens the file; a missing one means no pins.
   *
   * @throws IOException when it cannot be read or understood
   */
  public static PinnedNames open(Path file) throws IOException {
    Map<String, SiteAddress> pins = new TreeMap<>();
    if (Files.exists(file)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(file + " is too large for a list of pinned names");
      }
      for (Map.Entry<String, JsonElement> pin :
          Json.parseObject(Files.readAllBytes(file)).entrySet()) {
        Optional<BitName> name = BitName.parse(pin.getKey());
        try {
          pins.put(name.orElseThrow().value(), SiteAddress.parse(pin.getValue().getAsString()));
        } catch (RuntimeException e) {
          log.warn("{}: the entry for \"{}\" is not a name with an address", file, pin.getKey());
        }
      }
    }
    return new PinnedNames(file, Map.copyOf(pins));
  }

  @Override
  public CompletableFuture<Optional<Resolution>> lookUp(BitName name) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(pins.get(name.value()))
            .map(address -> new Resolution(name, address, Resolution.Trust.PINNED)));
  }

  /** All pins, sorted by name. */
  public Map<String, SiteAddress> all() {
    return new TreeMap<>(pins);
  }

  /** Sets a pin, on disk before this returns. */
  public synchronized void pin(BitName name, SiteAddress address) throws IOException {
    Map<String, SiteAddress> changed = new TreeMap<>(pins);
    changed.put(name.value(), address);
    save(changed);
  }

  /** Removes a pin; says whether there was one. */
  public synchronized boolean unpin(BitName name) throws IOException {
    Map<String, SiteAddress> changed = new TreeMap<>(pins);
    if (changed.remove(name.value()) == null) {
      return false;
    }
    save(changed);
    return true;
  }

  private void save(Map<String, SiteAddress> changed) throws IOException {
    JsonObject json = new JsonObject();
    changed.forEach((name, address) -> json.addProperty(name, address.value()));
    AtomicFile.write(file, PrettyJson.text(json).getBytes(StandardCharsets.UTF_8));
    pins = Map.copyOf(changed);
  }
}
