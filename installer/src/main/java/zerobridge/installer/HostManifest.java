package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * The file by which a browser learns of the native host: which program to start, and which
 * extensions may.
 *
 * <p>The two families need different files: Firefox refuses a manifest with any field it doesn't
 * know.
 */
final class HostManifest {

  /** The host's name; it can never change, because the extension asks for it. */
  static final String NAME = "io.github.zerobridge.host";

  /** The extension's id in Firefox. */
  static final String FIREFOX_EXTENSION = "zerobridge@zerobridge.github.io";

  static final String FILE_NAME = NAME + ".json";

  private HostManifest() {}

  /**
   * The manifest for one family of browsers.
   *
   * @param host the absolute path of the program to start
   * @param extensions the ids that Chromium browsers may be asked from
   */
  static JsonObject of(Browser.Family family, Path host, List<ExtensionId> extensions) {
    JsonObject manifest = new JsonObject();
    manifest.addProperty("name", NAME);
    manifest.addProperty(
        "description", "Connects the ZeroBridge extension to the node on this computer");
    manifest.addProperty("path", host.toString());
    manifest.addProperty("type", "stdio");
    JsonArray callers = new JsonArray();
    if (family == Browser.Family.FIREFOX) {
      callers.add(FIREFOX_EXTENSION);
      manifest.add("allowed_extensions", callers);
    } else {
      extensions.forEach(extension -> callers.add(extension.origin()));
      manifest.add("allowed_origins", callers);
    }
    return manifest;
  }
}
