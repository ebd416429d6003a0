package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of one call by parameter name, whatever form the page used: an object, a list, or one
 * bare value (WebSocket API, parameters). Immutable.
 */
final class Arguments {
  private final Map<String, JsonElement> values;

  private Arguments(Map<String, JsonElement> values) {
    this.values = values;
  }

  /**
   * Reads the values.
   *
   * @param names the command's parameters in order; a required one begins with {@code !}, other
   *     names for the same parameter follow after {@code |}
   * @throws ApiException if a value is unknown or missing
   */
  static Arguments bind(List<String> names, @Nullable JsonElement params) throws ApiException {
    Map<String, JsonElement> values = new LinkedHashMap<>();
    if (params instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        values.put(canonical(names, entry.getKey()), entry.getValue());
      }
    } else if (params instanceof JsonArray list) {
      if (list.size() > names.size()) {
        throw new ApiException("Too many parameters: at most " + names.size());
      }
      for (int i = 0; i < list.size(); i++) {
        values.put(name(names.get(i)), list.get(i));
      }
    } else if (params instanceof JsonPrimitive value
        && !names.isEmpty()
        && (isTruthy(value) || names.get(0).startsWith("!"))) {
      values.put(name(names.get(0)), value);
    }
    for (String name : names) {
      if (name.startsWith("!") && !values.containsKey(name(name))) {
        throw new ApiException("Missing parameter: " + name(name));
      }
    }
    return new Arguments(values);
  }

  private static String canonical(List<String> names, String given) throws ApiException {
    for (String name : names) {
      String plain = name.startsWith("!") ? name.substring(1) : name;
      if (List.of(plain.split("\\|")).contains(given)) {
        return name(name);
      }
    }
    throw new ApiException("Unknown parameter: " + given);
  }

  private static String name(String declared) {
    String plain = declared.startsWith("!") ? declared.substring(1) : declared;
    int bar = plain.indexOf('|');
    return bar < 0 ? plain : plain.substring(0, bar);
  }

  /** The value as sent; empty if absent or null. */
  Optional<JsonElement> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isJsonNull());
  }

  /** The value as sent, JSON null if absent. */
  JsonElement raw(String name) {
    return values.getOrDefault(name, JsonNull.INSTANCE);
  }

  String text(String name) throws ApiException {
    return optionalText(name).orElseThrow(() -> new ApiException("Missing parameter: " + name));
  }

  Optional<String> optionalText(String name) throws ApiException {
    Optional<JsonElement> value = get(name);
    if (value.isPresent() && !(value.get() instanceof JsonPrimitive)) {
      throw new ApiException("Parameter " + name + " must be text");
    }
    return value.map(JsonElement::getAsString);
  }

  /** A truth value by the rules of the network: empty things and zero are false. */
  boolean flag(String name, boolean otherwise) {
    return get(name).map(Arguments::isTruthy).orElse(otherwise);
  }

  /** A whole number, also one written as text. */
  long number(String name, long otherwise) throws ApiException {
    Optional<JsonElement> value = get(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return (long) value.get().getAsDouble();
    } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
      throw new ApiException("Parameter " + name + " must be a number");
    }
  }

  JsonObject object(String name) throws ApiException {
    if (get(name).orElse(null) instanceof JsonObject object) {
      return object;
    }
    throw new ApiException("Parameter " + name + " must be an object");
  }

  /** Texts, given as a list or as one bare text. */
  List<String> texts(String name) throws ApiException {
    Optional<JsonElement> value = get(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (value.get() instanceof JsonPrimitive one) {
      return List.of(one.getAsString());
    }
    if (!(value.get() instanceof JsonArray list)) {
      throw new ApiException("Parameter " + name + " must be text or a list of texts");
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement element : list) {
      if (!(element instanceof JsonPrimitive one)) {
        throw new ApiException("Parameter " + name + " must be a list of texts");
      }
      texts.add(one.getAsString());
    }
    return List.copyOf(texts);
  }

  static boolean isTruthy(JsonElement value) {
    if (value instanceof JsonPrimitive one) {
      if (one.isBoolean()) {
        return one.getAsBoolean();
      }
      return one.isNumber() ? one.getAsDouble() != 0 : !one.getAsString().isEmpty();
    }
    if (value instanceof JsonArray list) {
      return !list.isEmpty();
    }
    return value instanceof JsonObject object && !object.isEmpty();
  }
}
