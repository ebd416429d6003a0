package zerobridge.content;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads fields of manifests whose shape nobody guarantees. */
final class JsonShape {
  /** Largest size of a file, the largest integer that every program reads exactly. */
  static final long MAX_SIZE = 1L << 53;

  private JsonShape() {}

  /** The text of a field; empty if it is missing or something else. */
  static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return isText(value) ? value.getAsString() : "";
  }

  static boolean isText(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isString();
  }

  static boolean isBoolean(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isBoolean();
  }

  /** Any value as text for comparing and showing; nothing is equal to an address by accident. */
  static String textOf(JsonElement value) {
    return isText(value) ? value.getAsString() : value.toString();
  }

  static boolean isNumber(@Nullable JsonElement value) {
    return value instanceof JsonPrimitive primitive && primitive.isNumber();
  }

  /** True for numbers without point and exponent, of whatever class. */
  static boolean isInteger(@Nullable JsonElement value) {
    if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
      return false;
    }
    Number number = primitive.getAsNumber();
    return !(number instanceof Double)
        && !(number instanceof Float)
        && !(number instanceof BigDecimal);
  }

  /** An integer from 0 to {@link #MAX_SIZE}, or nothing. */
  static OptionalLong size(@Nullable JsonElement value) {
    if (value == null || !isInteger(value)) {
      return OptionalLong.empty();
    }
    BigDecimal size = value.getAsBigDecimal();
    return size.signum() >= 0 && size.compareTo(BigDecimal.valueOf(MAX_SIZE)) <= 0
        ? OptionalLong.of(size.longValueExact())
        : OptionalLong.empty();
  }

  /** False for what counts as nothing in the network's first implementation. */
  static boolean isFilled(@Nullable JsonElement value) {
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (value.isJsonObject()) {
      return !value.getAsJsonObject().isEmpty();
    }
    if (value.isJsonArray()) {
      return !value.getAsJsonArray().isEmpty();
    }
    JsonPrimitive primitive = value.getAsJsonPrimitive();
    if (primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    return primitive.isNumber() ? primitive.getAsDouble() != 0 : !primitive.getAsString().isEmpty();
  }

  /** The addresses of a list, or of an object's names as the oldest manifests have them. */
  static List<String> addresses(@Nullable JsonElement value, String field) throws ContentException {
    if (value == null || value.isJsonNull()) {
      return List.of();
    }
    if (value.isJsonObject()) {
      return List.copyOf(value.getAsJsonObject().keySet());
    }
    if (!value.isJsonArray()) {
      throw new ContentException("Malformed list of addresses: " + field);
    }
    List<String> addresses = new ArrayList<>();
    for (JsonElement item : value.getAsJsonArray()) {
      if (!isText(item)) {
        throw new ContentException("Malformed list of addresses: " + field);
      }
      addresses.add(item.getAsString());
    }
    return addresses;
  }

  /** The object in a field; an empty one if it is missing or null. */
  static JsonObject objectOrEmpty(JsonObject parent, String name) throws ContentException {
    JsonElement value = parent.get(name);
    if (value == null || value.isJsonNull()) {
      return new JsonObject();
    }
    if (!value.isJsonObject()) {
      throw new ContentException("Malformed field, expected an object: " + name);
    }
    return value.getAsJsonObject();
  }

  /** A number that must be one. */
  static BigDecimal number(@Nullable JsonElement value, String name) throws ContentException {
    if (value == null || !isNumber(value) || !Double.isFinite(value.getAsDouble())) {
      throw new ContentException("Malformed number: " + name);
    }
    return value.getAsBigDecimal();
  }
}
