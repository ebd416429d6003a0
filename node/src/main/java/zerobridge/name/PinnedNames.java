package zerobridge.name;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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

  private static final FileTime NEVER = FileTime.fromMillis(0);
  private static final long MAX_BYTES = 4 << 20;

  private final Path file;
  private volatile Loaded loaded;

  /** The pins of one state of the file. */
  private record Loaded(FileTime modified, Map<String, SiteAddress> pins) {}

  private PinnedNames(Path file, Loaded loaded) {
    this.file = file;
    this.loaded = loaded;
  }

  /**
   * Opens the file; a missing one means no pins.
   *
   * @throws IOException when it cannot be read or understood
   */
  public static PinnedNames open(Path file) throws IOException {
    return new PinnedNames(file, load(file));
  }

  private static Loaded load(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new Loaded(NEVER, Map.of());
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(file + " is too large for a list of pinned names");
    }
    FileTime modified = Files.getLastModifiedTime(file);
    Map<String, SiteAddress> pins = new TreeMap<>();
    for (Map.Entry<String, JsonElement> pin :
        Json.parseObject(Files.readAllBytes(file)).entrySet()) {
      Optional<BitName> name = BitName.parse(pin.getKey());
      try {
        pins.put(name.orElseThrow().value(), SiteAddress.parse(pin.getValue().getAsString()));
      } catch (RuntimeException e) {
        log.warn("{}: the entry for \"{}\" is not a name with an address", file, pin.getKey());
      }
    }
    return new Loaded(modified, Map.copyOf(pins));
  }

  /** The pins of now: the command line may have changed the file while the node runs. */
  private Map<String, SiteAddress> current() throws IOException {
    FileTime modified = Files.exists(file) ? Files.getLastModifiedTime(file) : NEVER;
    if (!modified.equals(loaded.modified())) {
      loaded = load(file);
    }
    return loaded.pins();
  }

  @Override
  public CompletableFuture<Optional<Resolution>> lookUp(BitName name) {
    try {
      return CompletableFuture.completedFuture(
          Optional.ofNullable(current().get(name.value()))
              .map(address -> new Resolution(name, address, Resolution.Trust.PINNED)));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** All pins, sorted by name. */
  public Map<String, SiteAddress> all() throws IOException {
    return new TreeMap<>(current());
  }

  /** Sets a pin, on disk before this returns. */
  public synchronized void pin(BitName name, SiteAddress address) throws IOException {
    Map<String, SiteAddress> changed = new TreeMap<>(current());
    changed.put(name.value(), address);
    save(changed);
  }

  /** Removes a pin; says whether there was one. */
  public synchronized boolean unpin(BitName name) throws IOException {
    Map<String, SiteAddress> changed = new TreeMap<>(current());
    if (changed.remove(name.value()) == null) {
      return false;
    }
    save(changed);
    return true;
  }

  private void save(Map<String, SiteAddress> changed) throws IOException {
    JsonObject json = new JsonObject();
    changed.forEach((name, address) -> json.addProperty(name, address.value()));
    AtomicFile.write(file, PrettyJson.bytes(json));
    loaded = load(file);
  }
}
