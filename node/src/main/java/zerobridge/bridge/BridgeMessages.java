package zerobridge.bridge;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The envelope: requests {@code {id, cmd, …}}, answers {@code {id, ok: true, …}} or {@code {id,
 * error: {code, message}}}, pushes {@code {event, …}}.
 */
final class BridgeMessages {
  /** Longest text argument, in characters: a typed URL, a name, an address. */
  static final int TEXT_LIMIT = 8_192;

  private static final Gson GSON =
      new GsonBuilder().setStrictness(Strictness.STRICT).disableHtmlEscaping().create();

  private BridgeMessages() {}

  /** A request as it came; arguments are checked where they are read. */
  record Request(@Nullable JsonElement id, String command, JsonObject arguments) {
    /** A text argument that must be there. */
    String text(String key) throws BridgeException {
      JsonElement value = arguments.get(key);
      if (value instanceof JsonPrimitive primitive
          && primitive.isString()
          && primitive.getAsString().length() <= TEXT_LIMIT) {
        return primitive.getAsString();
      }
      throw new BridgeException(
          "bad-request", "The command " + command + " needs a text called " + key);
    }

    /** A whole number, or the given one when there is none. */
    long number(String key, long otherwise) throws BridgeException {
      JsonElement value = arguments.get(key);
      if (value == null) {
        return otherwise;
      }
      if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
        return primitive.getAsNumber().longValue();
      }
      throw new BridgeException("bad-request", key + " must be a number");
    }
  }

  /**
   * Reads a request.
   *
   * @throws BridgeException ({@code bad-request}) when it is not a JSON object with a {@code cmd}
   */
  static Request parse(byte[] frame) throws BridgeException {
    JsonObject message;
    try {
      message = GSON.fromJson(new String(frame, StandardCharsets.UTF_8), JsonObject.class);
    } catch (JsonParseException | StackOverflowError e) {
      throw new BridgeException("bad-request", "The request is not a JSON object");
    }
    if (message == null
        || !(message.get("cmd") instanceof JsonPrimitive command)
        || !command.isString()) {
      throw new BridgeException("bad-request", "The request names no command");
    }
    JsonElement id = message.get("id");
    if (id != null && !id.isJsonPrimitive()) {
      throw new BridgeException("bad-request", "The request's id is not a number or a text");
    }
    return new Request(id, command.getAsString(), message);
  }

  static JsonObject success(Request request, JsonObject fields) {
    JsonObject answer = new JsonObject();
    answer.add("id", request.id());
    answer.addProperty("ok", true);
    fields.entrySet().forEach(field -> answer.add(field.getKey(), field.getValue()));
    return answer;
  }

  static JsonObject failure(@Nullable JsonElement id, BridgeException cause) {
    JsonObject error = new JsonObject();
    error.addProperty("code", cause.code());
    error.addProperty("message", cause.getMessage());
    JsonObject answer = new JsonObject();
    answer.add("id", id);
    answer.add("error", error);
    return answer;
  }

  static JsonObject event(String name, JsonObject fields) {
    JsonObject push = new JsonObject();
    push.addProperty("event", name);
    fields.entrySet().forEach(field -> push.add(field.getKey(), field.getValue()));
    return push;
  }

  /** The fields of a record as a JSON object. */
  static JsonObject fields(Record record) {
    return GSON.toJsonTree(record).getAsJsonObject();
  }

  static JsonElement tree(Object value) {
    return GSON.toJsonTree(value);
  }

  static String text(JsonObject message) {
    return GSON.toJson(message);
  }
}
