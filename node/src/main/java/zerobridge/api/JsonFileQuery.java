package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.io.InnerPath;

/**
 * {@code fileQuery}: values out of all JSON files of one name below a directory (WebSocket API,
 * fileQuery).
 *
 * @param root directory below the site's, empty for the site itself
 * @param fileName the files' name
 * @param steps the way into each document, empty for the whole document
 */
record JsonFileQuery(String root, String fileName, List<String> steps) {
  /** Files looked at, size of one, and rows given: a page has no use for more. */
  private static final int MAX_FILES = 10_000;

  private static final long MAX_FILE_BYTES = 10L << 20;
  private static final int MAX_ROWS = 100_000;
  private static final int MAX_DEPTH = 20;

  static JsonFileQuery parse(String pattern, String query) throws ApiException {
    int star = pattern.indexOf("/*/");
    int cut = star >= 0 ? star : pattern.lastIndexOf('/');
    String root = cut < 0 ? "" : pattern.substring(0, cut);
    String name = star >= 0 ? pattern.substring(star + "/*/".length()) : pattern.substring(cut + 1);
    if (!root.isEmpty()) {
      Call.path("dir_inner_path", root);
    }
    Call.path("dir_inner_path", name);
    return new JsonFileQuery(root, name, query.isEmpty() ? List.of() : List.of(query.split("\\.")));
  }

  /** The rows, each with the directory of its file relative to the root. */
  JsonArray run(Path siteDirectory) throws IOException {
    Path base = root.isEmpty() ? siteDirectory : InnerPath.parse(root).in(siteDirectory);
    JsonArray rows = new JsonArray();
    if (!Files.isDirectory(base, LinkOption.NOFOLLOW_LINKS)) {
      return rows;
    }
    for (Path file : files(base)) {
      if (rows.size() < MAX_ROWS && Files.size(file) <= MAX_FILE_BYTES) {
        String directory = base.relativize(file).toString().replace('\\', '/');
        int slash = directory.lastIndexOf('/');
        addRows(rows, read(file), slash < 0 ? "" : directory.substring(0, slash));
      }
    }
    return rows;
  }

  private List<Path> files(Path base) throws IOException {
    // Not following links keeps the walk inside the site.
    try (Stream<Path> walk = Files.walk(base, MAX_DEPTH)) {
      return new ArrayList<>(
          walk.filter(file -> file.getFileName().toString().equals(fileName))
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .limit(MAX_FILES)
              .toList());
    }
  }

  private static JsonElement read(Path file) throws IOException {
    try {
      return Json.parseData(Files.readAllBytes(file));
    } catch (MalformedJsonException e) {
      // Unreadable files have no rows, as everywhere in the network.
      return new JsonObject();
    }
  }

  private void addRows(JsonArray rows, JsonElement document, String directory) {
    JsonElement value = document;
    for (String step : steps) {
      value = descend(value, step);
    }
    if (value instanceof JsonArray list) {
      for (JsonElement element : list) {
        if (element instanceof JsonObject row) {
          JsonObject copy = row.deepCopy();
          copy.addProperty("inner_path", directory);
          rows.add(copy);
        }
      }
    } else if (Arguments.isTruthy(value)) {
      JsonObject row =
          steps.isEmpty() && value instanceof JsonObject whole
              ? whole.deepCopy()
              : new JsonObject();
      if (row.isEmpty()) {
        row.add("value", value);
      }
      row.addProperty("inner_path", directory);
      rows.add(row);
    }
  }

  /** One step: a key, or {@code key=number} for the elements of a list that have it. */
  private static JsonElement descend(JsonElement value, String step) {
    int equals = step.indexOf('=');
    if (equals > 0 && value instanceof JsonArray list) {
      JsonArray kept = new JsonArray();
      String key = step.substring(0, equals);
      String wanted = step.substring(equals + 1);
      for (JsonElement element : list) {
        if (element instanceof JsonObject object
            && object.get(key) instanceof JsonPrimitive found
            && found.getAsString().equals(wanted)) {
          kept.add(object);
        }
      }
      return kept;
    }
    return value instanceof JsonObject object && object.get(step) != null
        ? object.get(step)
        : new JsonArray();
  }
}
