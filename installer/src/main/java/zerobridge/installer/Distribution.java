package zerobridge.installer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder that holds the program: as unpacked, or as installed. */
record Distribution(Path folder) {

  /** Nothing else is copied, in case somebody unpacked it among other things. */
  private static final List<String> PARTS =
      List.of("bin", "lib", "runtime", "extension", "LICENSE", "README.md");

  Path launcher() {
    return folder.resolve("bin/zerobridge");
  }

  Path host() {
    return folder.resolve("bin/zerobridge-host");
  }

  Path extension() {
    return folder.resolve("extension");
  }

  /**
   * Every file of the program, relative to the folder, in a fixed order; not the class archive,
   * which holds for the place it was made in alone.
   */
  List<Path> files() throws IOException {
    if (!Files.isExecutable(host())) {
      throw new IOException(folder + " is not a complete ZeroBridge: " + host() + " is missing");
    }
    List<Path> files = new ArrayList<>();
    for (String part : PARTS) {
      Path start = folder.resolve(part);
      if (Files.exists(start)) {
        try (Stream<Path> walk = Files.walk(start)) {
          walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .filter(path -> !path.endsWith("lib/node.jsa"))
              .map(folder::relativize)
              .sorted()
              .forEach(files::add);
        }
      }
    }
    return files;
  }

  /**
   * The id that Chromium gives the extension, fixed by the key in its manifest; empty when it has
   * none.
   */
  Optional<ExtensionId> extensionId() throws IOException {
    Path manifest = extension().resolve("manifest.json");
    if (!Files.exists(manifest)) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(manifest)).getAsJsonObject();
      JsonElement key = json.get("key");
      return key == null ? Optional.empty() : Optional.of(ExtensionId.ofKey(key.getAsString()));
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      throw new IOException(manifest + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The version in the extension's manifest, which all parts share; empty when unknown. */
  String version() throws IOException {
    Path manifest = extension().resolve("manifest.json");
    if (!Files.exists(manifest)) {
      return "";
    }
    JsonElement version =
        JsonParser.parseString(Files.readString(manifest)).getAsJsonObject().get("version");
    return version == null ? "" : version.getAsString();
  }
}
