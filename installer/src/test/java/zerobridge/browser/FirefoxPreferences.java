package zerobridge.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The preferences of a fresh Firefox profile: quiet, controllable, and the extension at a known
 * address.
 */
final class FirefoxPreferences {

  /** An extension's address is random for each profile unless a preference names it. */
  static final String EXTENSION_UUID = "5e1f2d3c-0000-4000-8000-7a65726f6272";

  private FirefoxPreferences() {}

  static void write(Path profile, @Nullable UnpackedExtension extension) throws IOException {
    Map<String, Object> values = new HashMap<>();
    values.put("marionette.port", 0);
    values.put("browser.aboutwelcome.enabled", false);
    values.put("browser.shell.checkDefaultBrowser", false);
    values.put("browser.startup.page", 0);
    values.put("datareporting.policy.dataSubmissionEnabled", false);
    values.put("toolkit.telemetry.reportingpolicy.firstRun", false);
    // The home tab and the search engine would call the outside world.
    values.put("browser.newtabpage.enabled", false);
    values.put("browser.search.suggest.enabled", false);
    values.put("network.captive-portal-service.enabled", false);
    values.put("network.connectivity-service.enabled", false);
    if (extension != null) {
      values.put(
          "extensions.webextensions.uuids",
          Json.of(extension.geckoId(), EXTENSION_UUID).toString());
    }
    String text =
        values.entrySet().stream()
            .map(
                entry ->
                    "user_pref("
                        + Json.literal(entry.getKey())
                        + ", "
                        + literal(entry.getValue())
                        + ");\n")
            .collect(Collectors.joining());
    Files.writeString(profile.resolve("user.js"), text);
  }

  private static String literal(Object value) {
    return value instanceof String text ? Json.literal(text) : value.toString();
  }
}
