package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * Muted people and blocked sites. Nothing is filtered so far: lists are empty, and a page that
 * wants to add an entry is told so instead of being given a false promise.
 */
final class FilterCommands {
  void addTo(Command.Table table) {
    table.direct(
        "muteAdd",
        Permission.ANYONE,
        FilterCommands::refuse,
        "!auth_address",
        "!cert_user_id",
        "!reason");
    table.direct("muteRemove", Permission.ANYONE, FilterCommands::refuse, "!auth_address");
    table.direct("muteList", Permission.ADMIN, call -> new JsonObject());
    table.direct(
        "siteblockAdd", Permission.ADMIN, FilterCommands::refuse, "!site_address", "reason");
    table.direct("siteblockRemove", Permission.ADMIN, FilterCommands::refuse, "!site_address");
    table.direct("siteblockList", Permission.ADMIN, call -> new JsonObject());
    table.direct("siteblockGet", Permission.ADMIN, FilterCommands::notBlocked, "!site_address");
    table.direct(
        "filterIncludeAdd",
        Permission.ANYONE,
        FilterCommands::refuse,
        "!inner_path",
        "description",
        "address");
    table.direct(
        "filterIncludeRemove", Permission.ANYONE, FilterCommands::refuse, "!inner_path", "address");
    table.direct(
        "filterIncludeList", Permission.ANYONE, FilterCommands::includes, "all_sites", "filters");
  }

  private static JsonElement includes(Call call) throws ApiException {
    if (call.arguments().flag("all_sites", false) && !call.isAdmin()) {
      throw new ApiException("Forbidden: Only ADMIN sites can list all sites includes");
    }
    return new JsonArray();
  }

  private static JsonElement notBlocked(Call call) throws ApiException {
    throw new ApiException("Site block not found");
  }

  private static JsonElement refuse(Call call) throws ApiException {
    throw new ApiException("Muting and blocking are not supported in this version");
  }
}
