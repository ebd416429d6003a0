package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that was installed, in the order it was: what {@code uninstall} works through
 * backwards.
 *
 * @param items directories before what lies in them
 */
record InstallLog(List<Item> items) {

  private static final int VERSION = 1;

  /** Reads the log; empty when nothing is installed. */
  static Optional<InstallLog> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      int version = json.get("version").getAsInt();
      if (version != VERSION) {
        throw new IOException(
            "the install log "
                + file
                + " is of version "
                + version
                + ", which this program does not know");
      }
      List<Item> items = new ArrayList<>();
      for (JsonElement element : json.getAsJsonArray("items")) {
        items.add(Item.fromJson(element.getAsJsonObject()));
      }
      return Optional.of(new InstallLog(List.copyOf(items)));
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("the install log " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  void write(Path file) throws IOException {
    JsonArray array = new JsonArray();
    items.forEach(item -> array.add(item.toJson()));
    JsonObject json = new JsonObject();
    json.addProperty("version", VERSION);
    json.add("items", array);
    Disk.replace(file, new ByteArrayInputStream(Disk.bytes(json)), false);
  }

  /**
   * This log followed by what is planned. Written before the first change, so that an install that
   * is cut short can still be undone: whatever it did not get to is simply absent.
   */
  InstallLog and(List<Item> planned) {
    Map<String, Item> union = new LinkedHashMap<>();
    items.forEach(item -> union.put(key(item), item));
    planned.forEach(item -> union.put(key(item), item));
    return new InstallLog(List.copyOf(union.values()));
  }

  /** Whether this log has an item of the same kind at the same place. */
  boolean has(Item item) {
    return items.stream().anyMatch(known -> key(known).equals(key(item)));
  }

  private static String key(Item item) {
    String scheme = item instanceof Item.SchemeDefault handler ? handler.scheme() : "";
    return item.getClass().getSimpleName() + scheme + item.path();
  }
}
