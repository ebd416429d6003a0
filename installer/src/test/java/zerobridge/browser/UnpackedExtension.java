package zerobridge.browser;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import zerobridge.installer.ExtensionId;

/** What the kit needs to know of an extension's folder. */
record UnpackedExtension(Path folder, JsonObject manifest) {

  static UnpackedExtension read(Path folder) throws IOException {
    String text = Files.readString(folder.resolve("manifest.json"));
    return new UnpackedExtension(folder, JsonParser.parseString(text).getAsJsonObject());
  }

  ExtensionId chromiumId() {
    String key = Json.text(manifest, "key");
    return key.isEmpty() ? ExtensionId.ofFolder(folder) : ExtensionId.ofKey(key);
  }

  String geckoId() {
    return Json.text(manifest, "browser_specific_settings.gecko.id");
  }

  String popup() {
    return Json.text(manifest, "action.default_popup");
  }
}
