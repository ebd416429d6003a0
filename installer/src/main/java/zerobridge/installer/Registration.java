package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a browser would accept the host manifest it finds; each way to be wrong has an error of
 * its own there.
 */
final class Registration {

  private static final String REINSTALL = "run `zerobridge install` again";

  private static final Set<String> COMMON = Set.of("name", "description", "path", "type");

  private Registration() {}

  static Finding check(Browser browser, Surroundings where, Optional<ExtensionId> extension)
      throws IOException {
    Path file = browser.manifestFolder(where).resolve(HostManifest.FILE_NAME);
    if (!Files.exists(file)) {
      return Finding.failure(
          browser.title,
          "is not told of ZeroBridge: " + where.shown(file) + " is missing",
          REINSTALL);
    }
    JsonObject manifest;
    try {
      manifest = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      return Finding.failure(browser.title, where.shown(file) + " is not valid JSON", REINSTALL);
    }
    String fault = fault(browser.family, manifest, extension);
    return fault.isEmpty()
        ? Finding.ok(browser.title, "can start the node (" + where.shown(file) + ")")
        : Finding.failure(browser.title, where.shown(file) + " " + fault, REINSTALL);
  }

  private static String fault(
      Browser.Family family, JsonObject manifest, Optional<ExtensionId> extension) {
    boolean isFirefox = family == Browser.Family.FIREFOX;
    String callers = isFirefox ? "allowed_extensions" : "allowed_origins";
    for (String field : manifest.keySet()) {
      // Chromium is lenient here; Firefox acts as if there were no manifest.
      if (isFirefox && !COMMON.contains(field) && !field.equals(callers)) {
        return "has the field \"" + field + "\", which makes Firefox ignore it";
      }
    }
    if (!text(manifest, "name").equals(HostManifest.NAME)
        || !text(manifest, "type").equals("stdio")) {
      return "is for another program (\"" + text(manifest, "name") + "\")";
    }
    Path host = Path.of(text(manifest, "path"));
    if (!host.isAbsolute() || !Files.isExecutable(host)) {
      return "names " + host + ", which is not a program that can be started";
    }
    String caller =
        isFirefox ? HostManifest.FIREFOX_EXTENSION : extension.map(ExtensionId::origin).orElse("");
    if (!caller.isEmpty() && !texts(manifest, callers).contains(caller)) {
      return "does not let the extension in: " + caller + " is missing in \"" + callers + "\"";
    }
    return "";
  }

  private static String text(JsonObject manifest, String field) {
    JsonElement value = manifest.get(field);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  private static List<String> texts(JsonObject manifest, String field) {
    return manifest.get(field) instanceof JsonArray array
        ? array.asList().stream()
            .filter(JsonElement::isJsonPrimitive)
            .map(JsonElement::getAsString)
            .toList()
        : List.of();
  }
}
