package zerobridge.browser;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

/** Small JSON objects for commands. */
final class Json {

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private Json() {}

  /**
   * An object of alternating names and values: strings, numbers, booleans, lists, maps, or JSON
   * elements.
   */
  static JsonObject of(Object... namesAndValues) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.add((String) namesAndValues[i], GSON.toJsonTree(namesAndValues[i + 1]));
    }
    return object;
  }

  /** Text at a dotted path, or empty when any part of it is missing. */
  static String text(JsonObject object, String path) {
    JsonElement element = object;
    for (String name : path.split("\\.", -1)) {
      if (!element.isJsonObject() || !element.getAsJsonObject().has(name)) {
        return "";
      }
      element = element.getAsJsonObject().get(name);
    }
    return element instanceof JsonNull
        ? ""
        : element.isJsonPrimitive() ? element.getAsString() : element.toString();
  }

  /** A string as a JavaScript literal. */
  static String literal(String text) {
    return GSON.toJson(text);
  }
}
