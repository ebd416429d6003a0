package zerobridge.site;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import zerobridge.io.InnerPath;

/** Which optional files the person wants without asking for each. */
final class OptionalWish {
  private OptionalWish() {}

  static boolean wants(SiteSettings settings, InnerPath path) {
    JsonObject json = settings.json();
    if (json.get("autodownloadoptional") instanceof JsonPrimitive all
        && all.isBoolean()
        && all.getAsBoolean()) {
      return true;
    }
    return json.get("optional_help") instanceof JsonObject help
        && help.keySet().stream().anyMatch(path.value()::startsWith);
  }
}
