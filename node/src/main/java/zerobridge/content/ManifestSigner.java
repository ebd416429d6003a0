package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * Makes a new version of a manifest from the files on disk and signs it (content model, "Signing").
 * Reads the whole directory of the manifest; to be called where nothing else writes there.
 */
public final class ManifestSigner {
  /** The same for everybody, so that it tells nothing about who signed. */
  private static final String VERSION_WRITTEN = "0.7.2";

  /** Written into manifests by a slip of the reference; taken out at the next chance. */
  static final List<String> RUNTIME_FIELDS =
      List.of("content_inner_path", "optional", "relative_path");

  private final SiteAddress site;
  private final Path siteDirectory;
  private final StoredManifests stored;
  private final InstantSource clock;
  private final KnownBigFiles known;
  private final ContentRules rules;
  private final ManifestVerifier checks;

  /**
   * A new version of a manifest, not yet written.
   *
   * @param manifest with its signature
   * @param optionalPresent the optional files that are on disk: to be offered to peers
   */
  public record Signed(Manifest manifest, List<FileEntry> optionalPresent) {
    /** What to write to disk. */
    public byte[] bytes() {
      return PrettyJson.text(manifest.json()).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** A signer for the site whose files lie in {@code siteDirectory}. */
  public ManifestSigner(
      SiteAddress site, Path siteDirectory, StoredManifests stored, InstantSource clock) {
    this(site, siteDirectory, stored, clock, KnownBigFiles.NONE);
  }

  /** As the other one; {@code known} big files are not hashed again. */
  public ManifestSigner(
      SiteAddress site,
      Path siteDirectory,
      StoredManifests stored,
      InstantSource clock,
      KnownBigFiles known) {
    this.site = site;
    this.siteDirectory = siteDirectory;
    this.stored = stored;
    this.clock = clock;
    this.known = known;
    this.rules = new ContentRules(site, stored);
    this.checks =
        new ManifestVerifier(site, stored, () -> Long.MAX_VALUE, VerificationPolicy.DEFAULT, clock);
  }

  /** As {@link #sign(InnerPath, BitcoinKey, JsonObject, boolean)}, keeping missing files listed. */
  public Signed sign(InnerPath path, BitcoinKey key, JsonObject extend) throws IOException {
    return sign(path, key, extend, false);
  }

  /**
   * Makes and signs the next version of the manifest at {@code path}; writes only the piecemaps of
   * new big files.
   *
   * @param extend fields to set where the manifest has none or an empty one
   * @param removeMissingOptional whether optional files that are not on disk leave the list
   * @throws ContentException if the key may not sign here, or nobody would accept the result
   */
  public Signed sign(
      InnerPath path, BitcoinKey key, JsonObject extend, boolean removeMissingOptional)
      throws IOException {
    if (!path.isManifest()) {
      throw new ContentException("Invalid file name, you can only sign content.json files");
    }
    JsonObject content = present(path);
    for (Map.Entry<String, JsonElement> field : extend.entrySet()) {
      if (!JsonShape.isFilled(content.get(field.getKey()))) {
        content.add(field.getKey(), field.getValue().deepCopy());
      }
    }
    SiteFiles files = SiteFiles.list(siteDirectory, path, content, known);
    content.add("files", files.needed());
    JsonObject optional = files.optional();
    if (!removeMissingOptional) {
      keepMissing(content, files);
    }
    if (optional.isEmpty()) {
      content.remove("files_optional");
    } else {
      content.add("files_optional", optional);
    }
    setOwnFields(path, content);
    requireValidSigner(path, content, key);
    if (path.equals(InnerPath.ROOT_MANIFEST) && key.address().equals(site)) {
      content.addProperty("signers_sign", key.sign(signersText(content)));
    }
    Manifest manifest = signed(path, content, key);
    checks.checkBeforeSigning(manifest, CanonicalJson.indentedLength(manifest.json()));
    List<FileEntry> present =
        manifest.optionalFiles().values().stream()
            .filter(entry -> files.isPresent(entry.path()))
            .toList();
    return new Signed(manifest, present);
  }

  /** The stored version, else what lies on disk, else the beginning of one. */
  private JsonObject present(InnerPath path) throws IOException {
    Manifest known = stored.get(path);
    Path file = path.in(siteDirectory);
    JsonObject content;
    if (known != null) {
      content = known.json().deepCopy();
    } else if (Files.isRegularFile(file)) {
      content = Json.parseObject(Files.readAllBytes(file));
    } else {
      content = new JsonObject();
      if (path.equals(InnerPath.ROOT_MANIFEST)) {
        content.addProperty("title", site + " - ZeroNet_");
        content.addProperty("description", "");
        content.addProperty("signs_required", 1);
        content.addProperty("ignore", "");
      }
    }
    if (content.get("user_contents") instanceof JsonObject users) {
      RUNTIME_FIELDS.forEach(users::remove);
    }
    return content;
  }

  private static void keepMissing(JsonObject content, SiteFiles files) {
    if (!(content.get("files_optional") instanceof JsonObject before)) {
      return;
    }
    for (Map.Entry<String, JsonElement> entry : before.entrySet()) {
      String name = entry.getKey();
      if (!files.needed().has(name) && !files.optional().has(name)) {
        JsonElement node = entry.getValue().deepCopy();
        if (node instanceof JsonObject fields) {
          RUNTIME_FIELDS.forEach(fields::remove);
        }
        files.optional().add(name, node);
      }
    }
  }

  private void setOwnFields(InnerPath path, JsonObject content) {
    long now = clock.instant().getEpochSecond();
    Manifest known = stored.get(path);
    // Two versions of one second would look the same to everybody.
    long next = known == null ? now : Math.max(now, (long) known.modified() + 1);
    content.addProperty("modified", next);
    content.addProperty("address", site.value());
    content.addProperty("inner_path", path.value());
    if (path.equals(InnerPath.ROOT_MANIFEST)) {
      content.addProperty("zeronet_version", VERSION_WRITTEN);
      if (!content.has("signs_required")) {
        content.addProperty("signs_required", 1);
      }
    }
  }

  private void requireValidSigner(InnerPath path, JsonObject content, BitcoinKey key)
      throws ContentException {
    List<String> signers = rules.validSigners(path, Manifest.of(path, content));
    String address = key.address().value();
    if (!signers.contains(address)) {
      throw invalidKey(signers, address);
    }
  }

  /** The refusal of a key, in the words that pages know. */
  static ContentException invalidKey(List<String> signers, String address) {
    String list = signers.stream().map(s -> "'" + s + "'").collect(Collectors.joining(", "));
    return new ContentException(
        "Private key invalid! Valid signers: [" + list + "], Private key address: " + address);
  }

  private String signersText(JsonObject content) throws ContentException {
    JsonElement required = content.get("signs_required");
    int count = required != null && JsonShape.isInteger(required) ? required.getAsInt() : 1;
    return ManifestVerifier.signersText(count, rules.withSite(content.get("signers")));
  }

  private static Manifest signed(InnerPath path, JsonObject content, BitcoinKey key)
      throws ContentException {
    content.remove("sign");
    content.remove("signs");
    JsonObject signs = new JsonObject();
    signs.addProperty(key.address().value(), key.sign(CanonicalJson.bytes(content)));
    content.add("signs", signs);
    return Manifest.of(path, content);
  }
}
