package zerobridge.installer;

import com.google.gson.JsonObject;
import java.util.Locale;

/**
 * The result of one check.
 *
 * @param level how bad it is
 * @param topic what was looked at
 * @param text what was found
 * @param remedy what to do about it, or empty
 */
record Finding(Level level, String topic, String text, String remedy) {

  enum Level {
    OK("ok"),
    NOTE("note"),
    FAILURE("FAIL");

    private final String mark;

    Level(String mark) {
      this.mark = mark;
    }
  }

  static Finding ok(String topic, String text) {
    return new Finding(Level.OK, topic, text, "");
  }

  static Finding note(String topic, String text, String remedy) {
    return new Finding(Level.NOTE, topic, text, remedy);
  }

  static Finding failure(String topic, String text, String remedy) {
    return new Finding(Level.FAILURE, topic, text, remedy);
  }

  boolean isFailure() {
    return level == Level.FAILURE;
  }

  String line() {
    String head = String.format("%-5s %s: %s", level.mark, topic, text);
    return remedy.isEmpty() ? head : head + "\n      → " + remedy;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.addProperty("level", level.name().toLowerCase(Locale.ROOT));
    json.addProperty("topic", topic);
    json.addProperty("text", text);
    json.addProperty("remedy", remedy);
    return json;
  }
}
