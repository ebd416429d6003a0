package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.regex.Pattern;

/**
 * Files that are fetched on demand. The node doesn't manage them one by one so far: lists are
 * empty, and what would change something says that it can't.
 */
final class OptionalFileCommands {
  private static final Pattern ORDER =
      Pattern.compile("(?:[a-z_*/+-]+(?: (?:DESC|ASC))?)(?:, ?[a-z_*/+-]+(?: (?:DESC|ASC))?)*");

  void addTo(Command.Table table) {
    table.direct(
        "optionalFileList",
        Permission.OWN_SITE,
        OptionalFileCommands::list,
        "address",
        "orderby",
        "limit",
        "filter",
        "filter_inner_path");
    table.direct("optionalFileInfo", Permission.ANYONE, call -> JsonNull.INSTANCE, "!inner_path");
    table.direct(
        "optionalFilePin",
        Permission.OWN_SITE,
        OptionalFileCommands::refuse,
        "!inner_path",
        "address");
    table.direct(
        "optionalFileUnpin",
        Permission.OWN_SITE,
        OptionalFileCommands::refuse,
        "!inner_path",
        "address");
    table.direct(
        "optionalFileDelete",
        Permission.OWN_SITE,
        OptionalFileCommands::refuse,
        "!inner_path",
        "address");
    table.direct("optionalLimitStats", Permission.ADMIN, call -> limits());
    table.direct("optionalLimitSet", Permission.ADMIN, OptionalFileCommands::refuse, "!limit");
    table.direct("optionalHelpList", Permission.OWN_SITE, call -> new JsonObject(), "address");
    table.direct(
        "optionalHelp",
        Permission.OWN_SITE,
        OptionalFileCommands::refuse,
        "!directory",
        "!title",
        "address");
    table.direct(
        "optionalHelpRemove",
        Permission.OWN_SITE,
        OptionalFileCommands::refuse,
        "!directory",
        "address");
    table.direct(
        "optionalHelpAll", Permission.OWN_SITE, OptionalFileCommands::refuse, "!value", "address");
  }

  private static JsonElement list(Call call) throws ApiException {
    String order = call.arguments().optionalText("orderby").orElse("time_downloaded DESC");
    if (!ORDER.matcher(order).matches()) {
      throw ApiException.bare("Invalid order_by");
    }
    return new JsonArray();
  }

  private static JsonElement limits() {
    JsonObject limits = new JsonObject();
    limits.addProperty("limit", "10%");
    limits.addProperty("used", 0);
    limits.addProperty("free", 0);
    return limits;
  }

  private static JsonElement refuse(Call call) throws ApiException {
    throw new ApiException("Optional files can't be managed in this version");
  }
}
