package zerobridge.codec;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns the trees of the recorded messages into those of the codec, and both into plain text. */
public final class VectorTrees {
  private VectorTrees() {}

  /** {@code {"$bin": hex}} is bytes, {@code {"$map": [[k, v]]}} a map with other keys than text. */
  public static @Nullable Object tree(JsonElement json) {
    if (json.isJsonNull()) {
      return null;
    }
    if (json instanceof JsonPrimitive primitive) {
      return scalar(primitive);
    }
    if (json instanceof JsonArray array) {
      List<@Nullable Object> list = new ArrayList<>();
      array.forEach(element -> list.add(tree(element)));
      return list;
    }
    JsonObject object = json.getAsJsonObject();
    if (object.has("$bin")) {
      return HexFormat.of().parseHex(object.get("$bin").getAsString());
    }
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    if (object.has("$map")) {
      for (JsonElement entry : object.getAsJsonArray("$map")) {
        JsonArray pair = entry.getAsJsonArray();
        Object key = tree(pair.get(0));
        map.put(key instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : key, tree(pair.get(1)));
      }
    } else {
      object.entrySet().forEach(entry -> map.put(entry.getKey(), tree(entry.getValue())));
    }
    return map;
  }

  /** The tree of a whole message. */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> message(JsonElement json) {
    return (Map<String, @Nullable Object>) java.util.Objects.requireNonNull(tree(json));
  }

  private static Object scalar(JsonPrimitive primitive) {
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (primitive.isString()) {
      return primitive.getAsString();
    }
    String number = primitive.getAsString();
    return number.matches("-?[0-9]+") ? (Object) Long.valueOf(number) : Double.valueOf(number);
  }

  /** A tree as text in which kinds and order show. */
  public static String text(@Nullable Object tree) {
    if (tree instanceof byte[] bytes) {
      return "bin:" + HexFormat.of().formatHex(bytes);
    }
    if (tree instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return text(bytes);
    }
    if (tree instanceof Message message) {
      return text(message.fields());
    }
    if (tree instanceof String string) {
      return '"' + string + '"';
    }
    StringBuilder text = new StringBuilder();
    if (tree instanceof List<?> list) {
      list.forEach(element -> text.append(text(element)).append(", "));
      return "[" + text + "]";
    }
    if (tree instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> text.append(text(key)).append('=').append(text(value)).append(", "));
      return "{" + text + "}";
    }
    return String.valueOf(tree);
  }
}
