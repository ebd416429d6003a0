package zerobridge.installer;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;

/** Whether others can reach the node, as a running one says. */
final class Reachability {

  private static final String TOPIC = "Reach";

  private Reachability() {}

  /**
   * What to tell a person.
   *
   * @param status the node's answer to {@code status}
   * @return empty for a node that doesn't say
   */
  static Optional<Finding> of(JsonObject status) {
    if (!(status.get("reach") instanceof JsonObject reach) || text(reach, "text").isEmpty()) {
      return Optional.empty();
    }
    String answer = text(reach, "text");
    String evidence = text(reach, "evidence");
    String remedy = text(reach, "remedy");
    return switch (text(reach, "state")) {
      case "open" -> Optional.of(Finding.ok(TOPIC, answer + " (" + evidence + ")"));
      case "off", "unknown" -> Optional.of(Finding.ok(TOPIC, answer));
      default -> Optional.of(Finding.note(TOPIC, answer + " (" + evidence + ")", remedy));
    };
  }

  private static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
