package zerobridge.content;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.PyRegex;
import zerobridge.codec.UnsafePatternException;
import zerobridge.io.InnerPath;

/**
 * What a users manifest lets its users do (content model, "Rules"), its patterns compiled once.
 * Immutable, safe for any thread.
 */
final class UserRules {
  private static final String UNKNOWN_USER = "n-a";

  private final InnerPath usersManifest;
  private final JsonObject permissions;
  private final List<PatternRule> patternRules;
  private final JsonObject certSigners;
  private final JsonElement certSignersPattern;

  private record PatternRule(PyRegex pattern, JsonObject rules) {}

  /** Why no user can be judged by these rules; empty if they are sound. */
  private final String flaw;

  private UserRules(
      InnerPath usersManifest,
      JsonObject permissions,
      List<PatternRule> patternRules,
      JsonObject certSigners,
      JsonElement certSignersPattern,
      String flaw) {
    this.usersManifest = usersManifest;
    this.permissions = permissions;
    this.patternRules = patternRules;
    this.certSigners = certSigners;
    this.certSignersPattern = certSignersPattern;
    this.flaw = flaw;
  }

  static UserRules of(Manifest usersManifest) {
    InnerPath path = usersManifest.path();
    try {
      JsonObject contents =
          usersManifest
              .userContents()
              .orElseThrow(() -> new ContentException("Malformed user_contents in " + path));
      JsonElement pattern = contents.get("cert_signers_pattern");
      return new UserRules(
          path,
          required(contents, "permissions", path),
          compile(required(contents, "permission_rules", path)),
          JsonShape.objectOrEmpty(contents, "cert_signers"),
          pattern == null ? JsonNull.INSTANCE : pattern,
          "");
    } catch (ContentException e) {
      JsonObject none = new JsonObject();
      return new UserRules(path, none, List.of(), none, JsonNull.INSTANCE, e.getMessage());
    }
  }

  private static JsonObject required(JsonObject contents, String name, InnerPath path)
      throws ContentException {
    if (!(contents.get(name) instanceof JsonObject object)) {
      throw new ContentException("No " + name + " in the user_contents of " + path);
    }
    return object;
  }

  private static List<PatternRule> compile(JsonObject rules) throws ContentException {
    List<PatternRule> compiled = new ArrayList<>();
    for (Map.Entry<String, JsonElement> rule : rules.entrySet()) {
      PyRegex pattern = compile(rule.getKey());
      if (rule.getValue() instanceof JsonObject granted) {
        compiled.add(new PatternRule(pattern, granted));
      } else if (rule.getValue().isJsonNull()) {
        // Some owners write null for "may store nothing".
        JsonObject nothing = new JsonObject();
        nothing.addProperty("max_size", 0);
        nothing.addProperty("max_size_optional", 0);
        compiled.add(new PatternRule(pattern, nothing));
      } else {
        throw new ContentException("Malformed permission rule: " + rule.getKey());
      }
    }
    return compiled;
  }

  private static PyRegex compile(String pattern) throws ContentException {
    try {
      return PyRegex.compile(pattern);
    } catch (UnsafePatternException e) {
      throw new ContentException(e.getMessage());
    }
  }

  /**
   * The merged rules for the manifest at {@code path}.
   *
   * @param content that manifest, whose certificate decides; null if unknown
   */
  JsonObject rulesFor(InnerPath path, @Nullable JsonObject content) throws ContentException {
    if (!flaw.isEmpty()) {
      throw new ContentException(flaw);
    }
    String address = userAddress(path);
    String type = content == null ? "" : certField(content, "cert_auth_type");
    String user = content == null ? "" : certField(content, "cert_user_id");
    boolean known = !type.isEmpty() && !user.isEmpty();
    String userId = known ? user : UNKNOWN_USER;
    String urn = known ? type + "/" + user : UNKNOWN_USER + "/" + UNKNOWN_USER;

    JsonElement personal =
        permissions.has(address) ? permissions.get(address) : permissions.get(userId);
    boolean banned =
        personal instanceof JsonPrimitive flag && flag.isBoolean() && !flag.getAsBoolean();
    JsonObject rules = new JsonObject();
    if (personal instanceof JsonObject granted) {
      granted.entrySet().forEach(e -> rules.add(e.getKey(), e.getValue().deepCopy()));
    } else if (personal != null && !banned) {
      throw new ContentException("Malformed permission of " + userId);
    }
    for (PatternRule rule : patternRules) {
      if (matches(rule.pattern, urn)) {
        merge(rules, rule.rules);
      }
    }
    rules.add("cert_signers", certSigners);
    rules.add("cert_signers_pattern", certSignersPattern);
    addSigner(rules, banned ? "" : address);
    rules.addProperty("user_address", address);
    rules.addProperty("includes_allowed", false);
    return rules;
  }

  /** The first directory below the users manifest: the address that owns everything in it. */
  private String userAddress(InnerPath path) throws ContentException {
    String relative = path.value().substring(usersManifest.directory().length());
    String first = relative.substring(0, Math.max(0, relative.indexOf('/')));
    if (!isAlphanumeric(first)) {
      throw new ContentException("Not a user's directory: " + path);
    }
    return first;
  }

  static boolean isAlphanumeric(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 0x80 || !Character.isLetterOrDigit(c)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private static String certField(JsonObject content, String name) {
    return content.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }

  private static boolean matches(PyRegex pattern, String urn) throws ContentException {
    try {
      return pattern.matchesStart(urn);
    } catch (UnsafePatternException e) {
      throw new ContentException(e.getMessage());
    }
  }

  /** The larger number, the longer text, both lists: several matching rules never take away. */
  private static void merge(JsonObject rules, JsonObject granted) throws ContentException {
    for (Map.Entry<String, JsonElement> grant : granted.entrySet()) {
      String name = grant.getKey();
      JsonElement value = grant.getValue();
      JsonElement present = rules.get(name);
      if (present == null) {
        rules.add(name, value.deepCopy());
      } else if (JsonShape.isInteger(value)) {
        if (value.getAsBigDecimal().compareTo(comparable(present, name)) > 0) {
          rules.add(name, value);
        }
      } else if (JsonShape.isText(value)) {
        if (length(value) > lengthOfAny(present, name)) {
          rules.add(name, value);
        }
      } else if (value.isJsonArray()) {
        if (!present.isJsonArray()) {
          throw new ContentException("Rules that cannot be joined: " + name);
        }
        present.getAsJsonArray().addAll(value.getAsJsonArray());
      }
    }
  }

  private static BigDecimal comparable(JsonElement present, String name) throws ContentException {
    if (present instanceof JsonPrimitive flag && flag.isBoolean()) {
      return flag.getAsBoolean() ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    return JsonShape.number(present, name);
  }

  private static int length(JsonElement text) {
    String value = text.getAsString();
    return value.codePointCount(0, value.length());
  }

  private static int lengthOfAny(JsonElement present, String name) throws ContentException {
    if (present.isJsonArray()) {
      return present.getAsJsonArray().size();
    }
    if (present.isJsonObject()) {
      return present.getAsJsonObject().size();
    }
    if (!JsonShape.isText(present)) {
      throw new ContentException("Rules that cannot be joined: " + name);
    }
    return length(present);
  }

  private static void addSigner(JsonObject rules, String address) throws ContentException {
    JsonElement present = rules.get("signers");
    if (present != null && !present.isJsonArray()) {
      throw new ContentException("Malformed list of addresses: signers");
    }
    JsonArray signers = present == null ? new JsonArray() : present.getAsJsonArray();
    if (!address.isEmpty()) {
      signers.add(address);
    }
    rules.add("signers", signers);
  }
}
