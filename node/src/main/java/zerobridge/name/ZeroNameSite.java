package zerobridge.name;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.content.Manifest;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;
import zerobridge.site.SiteException;
import zerobridge.site.SiteRegistry;

/**
 * The names that the ZeroName site publishes in {@code data/names.json}, signed by that site's one
 * key (Namecoin specification, how ZeroNet resolves names). The site is visited when the first name
 * is asked for that nobody pinned. Safe for any thread.
 */
public final class ZeroNameSite implements NameSource {
  /** The address under which 0.7.2 knows it. */
  public static final SiteAddress ADDRESS = SiteAddress.parse("1Name2NXVi1RDPDgf5617UoW7xA6YrhM9F");

  private static final Logger log = LoggerFactory.getLogger(ZeroNameSite.class);
  private static final InnerPath NAMES = InnerPath.parse("data/names.json");

  /** 100,000 names of usual length. */
  private static final long MAX_BYTES = 16 << 20;

  private final SiteRegistry registry;
  private final SiteAddress address;
  private volatile Known known = new Known(Double.NaN, Map.of());

  /** The table of one version of the site. */
  private record Known(double modified, Map<String, SiteAddress> names) {}

  /**
   * Looks for the site in a registry, and adds it there on first need.
   *
   * @param address of the site that publishes the names, usually {@link #ADDRESS}
   */
  public ZeroNameSite(SiteRegistry registry, SiteAddress address) {
    this.registry = registry;
    this.address = address;
  }

  @Override
  public CompletableFuture<Optional<Resolution>> lookUp(BitName name) {
    Site site;
    try {
      site = registry.open(address);
    } catch (SiteException e) {
      return CompletableFuture.failedFuture(e);
    }
    return site.need(NAMES, Site.PRIORITY_PAGE)
        .thenApply(present -> present ? find(site, name) : Optional.empty());
  }

  private Optional<Resolution> find(Site site, BitName name) {
    Manifest root = site.root();
    double modified = root == null ? Double.NaN : root.modified();
    Known table = known;
    if (table.modified() != modified) {
      table = read(site.file(NAMES), modified);
      known = table;
    }
    return Optional.ofNullable(table.names().get(name.value()))
        .map(address -> new Resolution(name, address, Resolution.Trust.SIGNED_BY_ONE_KEY));
  }

  private static Known read(Path file, double modified) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("the list of names is larger than " + MAX_BYTES + " bytes");
      }
      JsonObject json = Json.parseObject(Files.readAllBytes(file));
      Map<String, SiteAddress> names = new HashMap<>();
      for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
        String address = entry.getValue().isJsonPrimitive() ? entry.getValue().getAsString() : "";
        if (SiteAddress.isValid(address)) {
          names.put(entry.getKey(), SiteAddress.parse(address));
        }
      }
      log.info("ZeroName knows {} names", names.size());
      return new Known(modified, Map.copyOf(names));
    } catch (IOException e) {
      throw new CompletionException("ZeroName's list of names can't be read: " + e.getMessage(), e);
    }
  }
}
