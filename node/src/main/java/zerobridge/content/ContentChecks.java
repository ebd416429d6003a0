package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * What a manifest may hold, whoever signed it (content model, "Content checks"). Safe for any
 * thread.
 */
final class ContentChecks {
  /** From 2017 on every program writes {@code address} and {@code inner_path}. */
  private static final double UNBOUND_UNTIL = 1_483_228_800;

  private final SiteAddress site;
  private final LongSupplier sizeLimit;
  private final VerificationPolicy policy;
  private final PatternCache patterns;

  /** {@code sizeLimit} is the site's, in bytes, asked each time. */
  ContentChecks(
      SiteAddress site, LongSupplier sizeLimit, VerificationPolicy policy, PatternCache patterns) {
    this.site = site;
    this.sizeLimit = sizeLimit;
    this.policy = policy;
    this.patterns = patterns;
  }

  /**
   * Throws if {@code manifest} breaks a rule.
   *
   * @param ownLength of the manifest as limits count it
   * @param rules for it; null if there are none, unused for the root
   * @param byUser whether it is the manifest of a user
   */
  void check(Manifest manifest, long ownLength, @Nullable JsonObject rules, boolean byUser)
      throws ContentException {
    JsonObject json = manifest.json();
    JsonObject files = listed(json, "files", true);
    JsonObject optional = listed(json, "files_optional", false);
    long size = ownLength + sum(files);
    long optionalSize = sum(optional);
    checkBinding(manifest, byUser);
    boolean root = manifest.path().equals(InnerPath.ROOT_MANIFEST);
    if (root && ownLength > sizeLimit.getAsLong()) {
      throw new ContentException(
          "Content too large "
              + ownLength
              + " B > "
              + sizeLimit.getAsLong()
              + " B, aborting task...");
    }
    checkPaths(files);
    checkPaths(optional);
    if (root) {
      return;
    }
    if (rules == null) {
      throw new ContentException("No rules");
    }
    checkSize(rules.get("max_size"), size, "Include too large ");
    checkSize(rules.get("max_size_optional"), optionalSize, "Include optional files too large ");
    checkNames(files, rules.get("files_allowed"), "File not allowed: ");
    checkNames(optional, rules.get("files_allowed_optional"), "Optional file not allowed: ");
    boolean includesAllowed =
        !(JsonShape.isBoolean(rules.get("includes_allowed"))
            && !rules.get("includes_allowed").getAsBoolean());
    if (!includesAllowed && JsonShape.isFilled(json.get("includes"))) {
      throw new ContentException("Includes not allowed");
    }
  }

  private static JsonObject listed(JsonObject json, String field, boolean required)
      throws ContentException {
    if (required && !json.has(field)) {
      throw new ContentException("No " + field + " in the manifest");
    }
    return JsonShape.objectOrEmpty(json, field);
  }

  private static long sum(JsonObject listed) throws ContentException {
    long sum = 0;
    for (Map.Entry<String, JsonElement> node : listed.entrySet()) {
      OptionalLong size =
          node.getValue() instanceof JsonObject fields
              ? JsonShape.size(fields.get("size"))
              : OptionalLong.empty();
      if (size.isEmpty()) {
        throw new ContentException("Missing or malformed size of " + node.getKey());
      }
      sum += size.getAsLong();
      if (sum > JsonShape.MAX_SIZE) {
        throw new ContentException("Files too large altogether");
      }
    }
    return sum;
  }

  private void checkBinding(Manifest manifest, boolean byUser) throws ContentException {
    JsonElement address = manifest.json().get("address");
    if (JsonShape.isFilled(address) && !site.value().equals(JsonShape.textOf(address))) {
      throw new ContentException(
          "Wrong site address: " + JsonShape.textOf(address) + " != " + site);
    }
    JsonElement path = manifest.json().get("inner_path");
    if (JsonShape.isFilled(path) && !manifest.path().value().equals(JsonShape.textOf(path))) {
      throw new ContentException("Wrong inner_path: " + JsonShape.textOf(path));
    }
    boolean bound = JsonShape.isFilled(address) && JsonShape.isFilled(path);
    if (byUser && !bound && policy.bindUserManifests() && manifest.modified() >= UNBOUND_UNTIL) {
      throw new ContentException("The manifest does not say for which site and path it is");
    }
  }

  private static void checkPaths(JsonObject listed) throws ContentException {
    for (String path : listed.keySet()) {
      if (!InnerPath.isListable(path)) {
        throw new ContentException("Invalid relative path: " + path);
      }
    }
  }

  private static void checkSize(@Nullable JsonElement limit, long size, String message)
      throws ContentException {
    if (limit != null
        && !limit.isJsonNull()
        && JsonShape.number(limit, "max_size").compareTo(BigDecimal.valueOf(size)) < 0) {
      throw new ContentException(message + size + "B > " + limit.getAsString() + "B");
    }
  }

  private void checkNames(JsonObject listed, @Nullable JsonElement allowed, String message)
      throws ContentException {
    if (allowed == null || !JsonShape.isFilled(allowed) || listed.isEmpty()) {
      return;
    }
    if (!JsonShape.isText(allowed)) {
      throw new ContentException("Malformed pattern of allowed files");
    }
    try {
      PyRegex pattern = patterns.getWhole(allowed.getAsString());
      for (String name : listed.keySet()) {
        if (!pattern.matchesStart(name)) {
          throw new ContentException(message + name);
        }
      }
    } catch (UnsafePatternException e) {
      throw new ContentException(e.getMessage());
    }
  }
}
