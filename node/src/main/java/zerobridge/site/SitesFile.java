package zerobridge.site;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;
import zerobridge.io.AtomicFile;

/**
 * The registry on disk, {@code sites.json}: address to settings. Entries that are not sites or not
 * objects are written back untouched. Confined to the registry's lane.
 */
final class SitesFile {
  private static final Logger log = LoggerFactory.getLogger(SitesFile.class);

  private final Path file;
  private final JsonObject foreign = new JsonObject();

  SitesFile(Path dataDirectory) {
    this.file = dataDirectory.resolve("sites.json");
  }

  /**
   * Reads the entries. A missing file is an empty registry; a file lost in the middle of a save is
   * restored from its {@code -tmpold}.
   *
   * @throws IOException when the file is there but can't be read as JSON: it is never overwritten
   */
  Map<String, JsonObject> load() throws IOException {
    Path old = file.resolveSibling("sites.json-tmpold");
    if (!Files.exists(file) && Files.exists(old)) {
      log.warn("sites.json was missing, restored the copy of its last save");
      Files.move(old, file, StandardCopyOption.ATOMIC_MOVE);
    }
    Map<String, JsonObject> entries = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return entries;
    }
    for (Map.Entry<String, JsonElement> each :
        Json.parseObject(Files.readAllBytes(file)).entrySet()) {
      if (each.getValue() instanceof JsonObject settings) {
        entries.put(each.getKey(), settings);
      } else {
        foreign.add(each.getKey(), each.getValue());
      }
    }
    return entries;
  }

  /** Keeps an entry that is not a site of ours, to be written back as it is. */
  void keep(String key, JsonElement value) {
    foreign.add(key, value);
  }

  /** Replaces the file by the given entries. */
  void save(Map<String, JsonObject> entries) throws IOException {
    JsonObject all = new JsonObject();
    foreign.entrySet().forEach(each -> all.add(each.getKey(), each.getValue()));
    entries.forEach(all::add);
    AtomicFile.write(file, PrettyJson.text(all).getBytes(StandardCharsets.UTF_8));
  }
}
