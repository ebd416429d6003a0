package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * One {@code content.json}: a typed view over the whole JSON tree, which keeps every field, since
 * all of them are signed (content model, section 1). A manifest says nothing about whether it is
 * genuine; {@link ManifestVerifier} does.
 *
 * <p>Immutable as long as nobody changes {@link #json}. Safe for any thread.
 */
public final class Manifest {
  private final InnerPath path;
  private final JsonObject json;
  private final double modified;

  // Computed when first needed; computing twice gives the same.
  private volatile @Nullable Map<InnerPath, FileEntry> files;
  private volatile @Nullable Map<InnerPath, FileEntry> optionalFiles;
  private volatile @Nullable UserRules userRules;
  private volatile long ownLength = -1;

  private Manifest(InnerPath path, JsonObject json, double modified) {
    this.path = path;
    this.json = json;
    this.modified = modified;
  }

  /**
   * Reads a manifest.
   *
   * @throws ContentException if the bytes are no JSON object with a {@code modified} number
   */
  public static Manifest parse(InnerPath path, byte[] bytes) throws ContentException {
    try {
      return of(path, Json.parseObject(bytes));
    } catch (MalformedJsonException e) {
      throw new ContentException("Invalid json file: " + e.getMessage());
    }
  }

  /** As {@link #parse}, from a tree that nobody changes from now on. */
  public static Manifest of(InnerPath path, JsonObject json) throws ContentException {
    JsonElement modified = json.get("modified");
    if (!JsonShape.isNumber(modified) || !Double.isFinite(modified.getAsDouble())) {
      throw new ContentException("Missing or malformed modified date");
    }
    return new Manifest(path, json, modified.getAsDouble());
  }

  /** Where it lies in its site. */
  public InnerPath path() {
    return path;
  }

  /** The whole tree, with signatures. Not to be changed. */
  public JsonObject json() {
    return json;
  }

  /** The version: seconds since 1970, in old manifests with a fraction. */
  public double modified() {
    return modified;
  }

  /** The version as other nodes print it. */
  String modifiedText() {
    return CanonicalJson.text(json.get("modified"));
  }

  /**
   * The files that every visitor downloads, by their path in the site. Entries that no verified
   * manifest can have are left out.
   */
  public Map<InnerPath, FileEntry> files() {
    Map<InnerPath, FileEntry> known = files;
    if (known == null) {
      known = entries("files", false);
      files = known;
    }
    return known;
  }

  /** The files that are downloaded on demand, like {@link #files}. */
  public Map<InnerPath, FileEntry> optionalFiles() {
    Map<InnerPath, FileEntry> known = optionalFiles;
    if (known == null) {
      known = entries("files_optional", true);
      optionalFiles = known;
    }
    return known;
  }

  /** The entry of {@code file}, needed or optional. */
  public Optional<FileEntry> entry(InnerPath file) {
    FileEntry entry = files().get(file);
    return Optional.ofNullable(entry != null ? entry : optionalFiles().get(file));
  }

  /** The manifests that this one includes, by their path in the site, with their rules. */
  public Map<InnerPath, JsonElement> includes() {
    Map<InnerPath, JsonElement> includes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> include : object("includes").entrySet()) {
      InnerPath included = sibling(include.getKey());
      if (included != null && included.isManifest()) {
        includes.put(included, include.getValue());
      }
    }
    return Collections.unmodifiableMap(includes);
  }

  /** The rules for manifests of users below this one's directory, if it has any. */
  public Optional<JsonObject> userContents() {
    return json.get("user_contents") instanceof JsonObject rules
        ? Optional.of(rules)
        : Optional.empty();
  }

  /** A field of text, empty if it is missing or no text: {@code title}, {@code description}… */
  public String text(String field) {
    return JsonShape.text(json, field);
  }

  /** The site's title. */
  public String title() {
    return text("title");
  }

  /**
   * What this manifest and its files count towards limits, in bytes: its own length when laid out
   * with indentation, without signatures, and the sizes of the needed files.
   */
  public long contentSize() {
    return ownLength() + sum(files());
  }

  /** The sizes of all optional files together, in bytes. */
  public long optionalSize() {
    return sum(optionalFiles());
  }

  /** The length of this manifest alone, as limits count it. */
  long ownLength() {
    long length = ownLength;
    if (length < 0) {
      length = CanonicalJson.indentedLength(unsigned());
      ownLength = length;
    }
    return length;
  }

  /** The tree without the top-level signatures: what is signed. A new object, shared values. */
  JsonObject unsigned() {
    JsonObject unsigned = new JsonObject();
    for (Map.Entry<String, JsonElement> field : json.entrySet()) {
      if (!field.getKey().equals("sign") && !field.getKey().equals("signs")) {
        unsigned.add(field.getKey(), field.getValue());
      }
    }
    return unsigned;
  }

  /** The compiled {@link #userContents}; null if there are none. */
  @Nullable UserRules userRules() {
    UserRules rules = userRules;
    if (rules == null && json.has("user_contents")) {
      rules = UserRules.of(this);
      userRules = rules;
    }
    return rules;
  }

  private static long sum(Map<InnerPath, FileEntry> entries) {
    long sum = 0;
    for (FileEntry entry : entries.values()) {
      sum += entry.size();
    }
    return sum;
  }

  private Map<InnerPath, FileEntry> entries(String field, boolean optional) {
    JsonObject listed = object(field);
    Map<InnerPath, FileEntry> entries = new LinkedHashMap<>(listed.size() * 2);
    for (Map.Entry<String, JsonElement> node : listed.entrySet()) {
      InnerPath file = InnerPath.isListable(node.getKey()) ? sibling(node.getKey()) : null;
      if (file != null && node.getValue() instanceof JsonObject fields) {
        OptionalLong size = JsonShape.size(fields.get("size"));
        if (size.isPresent()) {
          entries.put(
              file,
              new FileEntry(
                  file,
                  path,
                  JsonShape.text(fields, "sha512"),
                  size.getAsLong(),
                  optional,
                  pieces(fields)));
        }
      }
    }
    return Collections.unmodifiableMap(entries);
  }

  private FileEntry.@Nullable Pieces pieces(JsonObject fields) {
    OptionalLong pieceSize = JsonShape.size(fields.get("piece_size"));
    InnerPath piecemap = sibling(JsonShape.text(fields, "piecemap"));
    return piecemap == null || pieceSize.orElse(0) == 0
        ? null
        : new FileEntry.Pieces(piecemap, pieceSize.getAsLong());
  }

  private @Nullable InnerPath sibling(String relative) {
    try {
      return relative.isEmpty() ? null : path.sibling(relative);
    } catch (IllegalInnerPathException e) {
      return null;
    }
  }

  private JsonObject object(String field) {
    return json.get(field) instanceof JsonObject object ? object : new JsonObject();
  }

  @Override
  public String toString() {
    return path + " of " + modifiedText();
  }
}
