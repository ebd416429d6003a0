package zerobridge.content;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * Who may sign a manifest and what it may hold, from the stored manifests above it (content model,
 * "Valid signers" and "Rules"). Safe for any thread.
 */
public final class ContentRules {
  private final SiteAddress site;
  private final StoredManifests stored;
  private final FileLocator locator;

  /** Rules of {@code site}, from what is {@code stored} at the time of each question. */
  public ContentRules(SiteAddress site, StoredManifests stored) {
    this.site = site;
    this.stored = stored;
    this.locator = new FileLocator(stored);
  }

  /**
   * The rules for a manifest or for a file in one; empty if there are none. A new object each time.
   *
   * @param candidate the manifest in question if it is not the stored one
   * @throws ContentException if the owner's rules make no sense
   */
  public Optional<JsonObject> rules(InnerPath path, @Nullable Manifest candidate)
      throws ContentException {
    InnerPath manifest = path;
    if (!path.isManifest()) {
      Optional<FileLocation> location = locator.locate(path);
      if (location.isEmpty()) {
        return Optional.empty();
      }
      manifest = location.get().manifest();
    }
    if (manifest.equals(InnerPath.ROOT_MANIFEST)) {
      JsonObject rules = new JsonObject();
      JsonArray signers = new JsonArray();
      validSigners(manifest, candidate).forEach(signers::add);
      rules.add("signers", signers);
      return Optional.of(rules);
    }
    return rulesFromAbove(manifest, candidate);
  }

  /**
   * The addresses of which one has to sign the manifest at {@code path}, the site's own last.
   *
   * @throws ContentException if the owner's rules make no sense
   */
  public List<String> validSigners(InnerPath path, @Nullable Manifest candidate)
      throws ContentException {
    if (path.equals(InnerPath.ROOT_MANIFEST)) {
      Manifest root = stored.get(path);
      return withSite(root == null ? null : root.json().get("signers"));
    }
    JsonElement signers = rules(path, candidate).map(rules -> rules.get("signers")).orElse(null);
    return withSite(signers);
  }

  /** The addresses in {@code signers}, then the site's unless it is among them. */
  List<String> withSite(@Nullable JsonElement signers) throws ContentException {
    List<String> all = new ArrayList<>(JsonShape.addresses(signers, "signers"));
    if (!all.contains(site.value())) {
      all.add(site.value());
    }
    return all;
  }

  /** The users manifest that governs {@code path}, or null if an include or nothing does. */
  @Nullable Manifest usersManifestAbove(InnerPath path) {
    Manifest above = governing(path);
    return above == null || above.json().has("includes") ? null : above;
  }

  private Optional<JsonObject> rulesFromAbove(InnerPath path, @Nullable Manifest candidate)
      throws ContentException {
    Manifest above = governing(path);
    if (above == null) {
      return Optional.empty();
    }
    if (above.json().has("includes")) {
      String relative = path.value().substring(above.path().directory().length());
      JsonElement rules = JsonShape.objectOrEmpty(above.json(), "includes").get(relative);
      if (rules == null || rules.isJsonNull()) {
        return Optional.empty();
      }
      if (!rules.isJsonObject()) {
        throw new ContentException("Malformed include: " + relative);
      }
      return Optional.of(rules.getAsJsonObject().deepCopy());
    }
    UserRules users = above.userRules();
    Manifest content = candidate != null ? candidate : stored.get(path);
    return users == null
        ? Optional.empty()
        : Optional.of(users.rulesFor(path, content == null ? null : content.json()));
  }

  /** The nearest manifest above {@code path}'s own directory that has includes or user rules. */
  private @Nullable Manifest governing(InnerPath path) {
    String directory = path.directory();
    while (!directory.isEmpty()) {
      directory = FileLocator.parent(directory);
      Manifest above = stored.get(InnerPath.parse(directory + "content.json"));
      if (above != null && (above.json().has("includes") || above.json().has("user_contents"))) {
        return above;
      }
    }
    return null;
  }
}
