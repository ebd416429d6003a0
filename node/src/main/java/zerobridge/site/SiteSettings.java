package zerobridge.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * One site's entry of {@code sites.json}: a snapshot that never changes. Keys that this program
 * does not know are kept, so that people can move between programs. Content specification,
 * sites.json.
 */
public final class SiteSettings {
  /**
   * Tries above which a wanted file is given up; at load the counts are lowered to {@link
   * #BAD_FILE_CAP}.
   */
  static final int BAD_FILE_CAP = 20;

  private static final int SECRET_BYTES = 32;
  private static final String UNPUBLISHED = "unpublished";
  private static final int MAX_UNPUBLISHED = 1000;

  private final JsonObject json;

  private SiteSettings(JsonObject json) {
    this.json = json;
  }

  /** The settings of a site that was just added. */
  static SiteSettings fresh(long nowSeconds, SecureRandom random) {
    JsonObject json = new JsonObject();
    json.addProperty("own", false);
    json.addProperty("serving", true);
    json.add("permissions", new JsonArray());
    json.addProperty("added", nowSeconds);
    json.add("downloaded", JsonNull.INSTANCE);
    json.addProperty("size", 0);
    json.addProperty("size_optional", 0);
    json.addProperty("optional_downloaded", 0);
    json.addProperty("size_files_optional", 0);
    return new SiteSettings(json).withSecrets(random);
  }

  /** Takes an entry of the file over, fills what is missing and repairs what is not of its type. */
  static SiteSettings of(JsonObject stored, long nowSeconds, SecureRandom random) {
    JsonObject json = stored.deepCopy();
    JsonObject defaults = fresh(nowSeconds, random).json;
    for (String key : defaults.keySet()) {
      if (!json.has(key) || !sameKind(json.get(key), defaults.get(key))) {
        json.add(key, defaults.get(key));
      }
    }
    return new SiteSettings(json);
  }

  private static boolean sameKind(JsonElement found, JsonElement expected) {
    if (expected.isJsonNull()) {
      return true;
    }
    if (expected.isJsonArray() || found.isJsonArray()) {
      return expected.isJsonArray() && found.isJsonArray();
    }
    return found instanceof JsonPrimitive value
        && expected instanceof JsonPrimitive wanted
        && value.isBoolean() == wanted.isBoolean()
        && value.isNumber() == wanted.isNumber();
  }

  private SiteSettings withSecrets(SecureRandom random) {
    JsonObject copy = json.deepCopy();
    for (String key : List.of("ajax_key", "wrapper_key")) {
      byte[] secret = new byte[SECRET_BYTES];
      random.nextBytes(secret);
      copy.addProperty(key, HexFormat.of().formatHex(secret));
    }
    return new SiteSettings(copy);
  }

  /** Whether the person owns the site: local changes are kept, pages may write. */
  public boolean own() {
    return flag("own");
  }

  /** Whether the site is active; false while paused. */
  public boolean serving() {
    return flag("serving");
  }

  /**
   * What the person granted the site's pages, for example {@code ADMIN} or {@code Merger:ZeroMe}.
   */
  public List<String> permissions() {
    List<String> found = new ArrayList<>();
    for (JsonElement each : json.getAsJsonArray("permissions")) {
      if (each instanceof JsonPrimitive text && text.isString()) {
        found.add(text.getAsString());
      }
    }
    return List.copyOf(found);
  }

  /** When the site was added, Unix seconds. */
  public long added() {
    return number("added").orElse(0);
  }

  /** When its root was first complete, Unix seconds; empty before. */
  public OptionalLong downloaded() {
    return number("downloaded");
  }

  /** Bytes of all manifests and the normal files they list. */
  public long size() {
    return number("size").orElse(0);
  }

  /** Bytes of all optional files listed. */
  public long sizeOptional() {
    return number("size_optional").orElse(0);
  }

  /** Bytes of the optional files that are here. */
  public long optionalDownloaded() {
    return number("optional_downloaded").orElse(0);
  }

  /** The site's own limit in MB of 1,048,576 bytes; empty when the node's default holds. */
  public OptionalInt sizeLimit() {
    OptionalLong limit = number("size_limit");
    return limit.isPresent() && limit.getAsLong() > 0
        ? OptionalInt.of((int) Math.min(limit.getAsLong(), 999_999))
        : OptionalInt.empty();
  }

  /**
   * The site's own limit in MB for big files that are fetched without asking; empty when the node's
   * default holds.
   */
  public OptionalInt autodownloadBigFileLimit() {
    OptionalLong limit = number("autodownload_bigfile_size_limit");
    return limit.isPresent() && limit.getAsLong() >= 0
        ? OptionalInt.of((int) Math.min(limit.getAsLong(), Integer.MAX_VALUE))
        : OptionalInt.empty();
  }

  /**
   * The newest {@code modified} of any manifest, Unix seconds, never more than 10 minutes ahead.
   */
  public long modified() {
    return number("modified").orElse(0);
  }

  /** The number of peers at the last save. */
  public int peers() {
    return (int) Math.min(number("peers").orElse(0), Integer.MAX_VALUE);
  }

  /** Secret of the wrapper; never shown to pages. */
  public String wrapperKey() {
    return json.get("wrapper_key").getAsString();
  }

  /** Secret of the page's own requests. */
  public String ajaxKey() {
    return json.get("ajax_key").getAsString();
  }

  /**
   * The manifests that were published and that nobody else is known to have: they go out when peers
   * appear. A key of this program; 0.7.2 keeps it.
   */
  public List<InnerPath> unpublished() {
    List<InnerPath> found = new ArrayList<>();
    if (json.get(UNPUBLISHED) instanceof JsonObject waiting) {
      for (String path : waiting.keySet()) {
        manifest(path).ifPresent(found::add);
      }
    }
    return found;
  }

  /** The path, unless somebody wrote nonsense by hand. */
  private static Optional<InnerPath> manifest(String path) {
    try {
      return Optional.of(InnerPath.parse(path)).filter(InnerPath::isManifest);
    } catch (IllegalInnerPathException e) {
      return Optional.empty();
    }
  }

  /** A copy in which a version waits for somebody to take it. */
  SiteSettings withUnpublished(InnerPath manifest, long modified) {
    JsonObject waiting =
        json.get(UNPUBLISHED) instanceof JsonObject known ? known.deepCopy() : new JsonObject();
    if (waiting.size() >= MAX_UNPUBLISHED && !waiting.has(manifest.value())) {
      return this;
    }
    waiting.addProperty(manifest.value(), modified);
    return with(UNPUBLISHED, waiting);
  }

  /** A copy in which a manifest does not wait any more. */
  SiteSettings withoutUnpublished(InnerPath manifest) {
    if (!(json.get(UNPUBLISHED) instanceof JsonObject known) || !known.has(manifest.value())) {
      return this;
    }
    JsonObject waiting = known.deepCopy();
    waiting.remove(manifest.value());
    return with(UNPUBLISHED, waiting.size() == 0 ? null : waiting);
  }

  /** A copy of the whole entry, unknown keys included, in the file's order. */
  public JsonObject json() {
    return json.deepCopy();
  }

  /** A copy with one key set, or removed when the value is null ({@link JsonNull} sets a null). */
  public SiteSettings with(String key, @org.jspecify.annotations.Nullable JsonElement value) {
    JsonObject copy = new JsonObject();
    json.entrySet().forEach(each -> copy.add(each.getKey(), each.getValue()));
    if (value == null) {
      copy.remove(key);
    } else {
      copy.add(key, value.deepCopy());
    }
    return new SiteSettings(copy);
  }

  /** A copy with one text, number or truth value set. */
  public SiteSettings with(String key, Object value) {
    if (value instanceof Boolean flag) {
      return with(key, new JsonPrimitive(flag));
    }
    return value instanceof Number number
        ? with(key, new JsonPrimitive(number))
        : with(key, new JsonPrimitive(value.toString()));
  }

  /** A copy with a permission added at the end, or the same snapshot if it is there. */
  public SiteSettings withPermission(String permission) {
    if (permissions().contains(permission)) {
      return this;
    }
    JsonArray list = json.getAsJsonArray("permissions").deepCopy();
    list.add(permission);
    return with("permissions", list);
  }

  /** A copy without a permission. */
  public SiteSettings withoutPermission(String permission) {
    JsonArray list = json.getAsJsonArray("permissions").deepCopy();
    list.remove(new JsonPrimitive(permission));
    return with("permissions", list);
  }

  private boolean flag(String key) {
    return json.get(key) instanceof JsonPrimitive value
        && value.isBoolean()
        && value.getAsBoolean();
  }

  private OptionalLong number(String key) {
    return json.get(key) instanceof JsonPrimitive value && value.isNumber()
        ? OptionalLong.of((long) value.getAsDouble())
        : OptionalLong.empty();
  }
}
