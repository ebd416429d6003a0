package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;

/** What sites keep for the person, and the person's settings for all pages. */
final class SettingsCommands {
  private final ApiServices services;

  SettingsCommands(ApiServices services) {
    this.services = services;
  }

  void addTo(Command.Table table) {
    table.direct(
        "userGetSettings",
        Permission.ANYONE,
        call -> services.user().settings(call.site().address()));
    table.direct("userSetSettings", Permission.ANYONE, this::set, "!settings");
    table.direct(
        "userGetGlobalSettings", Permission.ANYONE, call -> services.user().globalSettings());
    table.direct("userSetGlobalSettings", Permission.ADMIN, this::setGlobal, "!settings");
    table.direct("configList", Permission.ADMIN, call -> new JsonObject());
    table.direct("configSet", Permission.ADMIN, SettingsCommands::refuse, "!key", "value");
  }

  private JsonElement set(Call call) throws ApiException, IOException {
    services.user().setSettings(call.site().address(), call.arguments().object("settings"));
    return Command.OK;
  }

  private JsonElement setGlobal(Call call) throws ApiException, IOException {
    services.user().setGlobalSettings(call.arguments().object("settings"));
    return Command.OK;
  }

  /** Settings of the node are given when it starts; none can be changed by a page so far. */
  private static JsonElement refuse(Call call) throws ApiException {
    throw new ApiException("Forbidden: You cannot set this config key");
  }
}
