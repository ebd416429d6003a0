package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;
import zerobridge.site.SiteEvent;

/** What the page, the node and the trackers are, and which changes a page hears of. */
final class GeneralCommands {
  private final ApiServices services;
  private final SiteInfo siteInfo;
  private final ServerInfo serverInfo;

  GeneralCommands(ApiServices services) {
    this.services = services;
    this.siteInfo = new SiteInfo(services);
    this.serverInfo = new ServerInfo(services);
  }

  void addTo(Command.Table table) {
    table.direct("ping", Permission.ANYONE, call -> new JsonPrimitive("pong"));
    // Run by the dispatcher, which knows how to start another command; listed for its permission.
    table.direct("as", Permission.OWN_SITE, call -> Command.OK, "!address", "!cmd", "params");
    table.direct("channelJoin", Permission.ANYONE, this::join, "!channels|channel");
    table.direct("channelJoinAllsite", Permission.ADMIN, this::joinAll, "!channel");
    table.direct("serverInfo", Permission.ANYONE, call -> serverInfo.of(call.isAdmin()));
    table.direct("siteInfo", Permission.ANYONE, this::siteInfo, "file_status");
    table.direct("siteBadFiles", Permission.ANYONE, this::badFiles);
    table.direct(
        "announcerInfo",
        Permission.ANYONE,
        call -> ChangePushes.announcerInfo(services, call.site()));
    table.direct("announcerStats", Permission.ADMIN, call -> trackerSums());
    table.direct(
        "serverGetWrapperNonce",
        Permission.ADMIN,
        call -> new JsonPrimitive(services.outlook().pages().issueNonce(call.site().address())));
  }

  private JsonElement join(Call call) throws ApiException {
    call.arguments().texts("channels").forEach(call.connection()::join);
    return Command.OK;
  }

  private JsonElement joinAll(Call call) throws ApiException {
    call.connection().join(call.arguments().text("channel"));
    call.session().hearAllSites();
    return Command.OK;
  }

  private JsonElement siteInfo(Call call) throws ApiException, IOException {
    Site site = call.site();
    boolean own =
        call.session().site().map(page -> page.address().equals(site.address())).orElse(false);
    JsonObject info = own || call.isAdmin() ? siteInfo.of(site, own) : siteInfo.ofOther(site);
    String wanted = call.arguments().optionalText("file_status").orElse("");
    if (!wanted.isEmpty()) {
      InnerPath path = Call.path("file_status", wanted);
      if (Files.isRegularFile(site.file(path))) {
        info.add("event", SiteInfo.event(SiteEvent.fileDone(path)));
      }
    }
    return info;
  }

  private JsonElement badFiles(Call call) throws ApiException {
    JsonArray paths = new JsonArray();
    call.site().badFiles().keySet().forEach(path -> paths.add(path.value()));
    return paths;
  }

  /** Each tracker once, with the numbers of all sites added up. */
  private JsonElement trackerSums() {
    JsonObject sums = new JsonObject();
    for (Site site : services.sites().all()) {
      JsonObject stats = services.outlook().trackers().apply(site.address());
      for (String tracker : stats.keySet()) {
        JsonObject one = stats.getAsJsonObject(tracker);
        JsonObject sum = sums.getAsJsonObject(tracker);
        sums.add(tracker, sum == null ? one.deepCopy() : merge(sum, one));
      }
    }
    return sums;
  }

  private static JsonObject merge(JsonObject a, JsonObject b) {
    boolean newer = number(b, "time_request") > number(a, "time_request");
    JsonObject merged = (newer ? b : a).deepCopy();
    for (String key : new String[] {"num_request", "num_success", "num_error"}) {
      merged.addProperty(key, number(a, key) + number(b, key));
    }
    return merged;
  }

  private static long number(JsonObject stats, String key) {
    return stats.get(key) instanceof JsonPrimitive value && value.isNumber()
        ? value.getAsLong()
        : 0;
  }
}
