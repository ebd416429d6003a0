package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import zerobridge.db.OptionalFileTable;
import zerobridge.db.OptionalFileTable.Which;
import zerobridge.io.InnerPath;
import zerobridge.site.OptionalFile;
import zerobridge.site.Site;

/**
 * Files that are fetched on demand: which there are, which are here, how many peers have each. The
 * node doesn't make room by itself so far: what would pin files says that it can't. ZeroFrame
 * specification, OptionalManager.
 */
final class OptionalFileCommands {
  private static final int MAX_ROWS = 10_000;
  private static final long DEFAULT_ROWS = 10;

  private final ApiServices services;

  OptionalFileCommands(ApiServices services) {
    this.services = services;
  }

  void addTo(Command.Table table) {
    table.later(
        "optionalFileList",
        Permission.OWN_SITE,
        this::list,
        "address",
        "orderby",
        "limit",
        "filter",
        "filter_inner_path");
    table.later("optionalFileInfo", Permission.ANYONE, OptionalFileCommands::info, "!inner_path");
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
    table.later("optionalFileDelete", Permission.OWN_SITE, this::delete, "!inner_path", "address");
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

  /** The calling page's site, or another one for those who may manage all. */
  private Site site(Call call) throws ApiException {
    Optional<String> address = call.arguments().optionalText("address");
    if (address.isEmpty() || address.get().equals(call.site().address().value())) {
      return call.site();
    }
    if (!call.isAdmin()) {
      throw new ApiException("Forbidden");
    }
    return services.knownSite(address.get());
  }

  private CompletableFuture<? extends JsonElement> list(Call call) throws ApiException {
    Arguments arguments = call.arguments();
    String filter = arguments.optionalText("filter").orElse("downloaded");
    Which which =
        filter.contains("downloaded")
            ? Which.DOWNLOADED
            : filter.contains("pinned") ? Which.PINNED : Which.ALL;
    String order = arguments.optionalText("orderby").orElse("time_downloaded DESC");
    String like = arguments.optionalText("filter_inner_path").orElse("%");
    int limit = (int) Math.max(0, Math.min(MAX_ROWS, arguments.number("limit", DEFAULT_ROWS)));
    Site site = site(call);
    return site.optionalFiles(which, like, order, limit)
        .<JsonElement>thenApply(
            files -> {
              JsonArray rows = new JsonArray();
              files.forEach(file -> rows.add(listRow(site, file)));
              return rows;
            })
        .exceptionally(
            problem -> {
              if (problem.getCause() instanceof IllegalArgumentException) {
                return new JsonPrimitive("Invalid order_by");
              }
              throw new CompletionException(problem);
            });
  }

  private static CompletableFuture<? extends JsonElement> info(Call call) throws ApiException {
    return call.site()
        .optionalFile(call.path("inner_path"))
        .thenApply(
            file -> file.<JsonElement>map(OptionalFileCommands::row).orElse(JsonNull.INSTANCE));
  }

  private static JsonObject row(OptionalFile file) {
    OptionalFileTable.Row row = file.row();
    JsonObject json = new JsonObject();
    json.addProperty("file_id", row.fileId());
    json.addProperty("site_id", row.siteId());
    json.addProperty("inner_path", row.file().path().value());
    json.addProperty("hash_id", row.file().hashId());
    json.addProperty("size", row.file().size());
    json.addProperty("peer", file.peers());
    json.addProperty("uploaded", row.uploaded());
    json.addProperty("is_downloaded", row.file().downloaded() ? 1 : 0);
    json.addProperty("is_pinned", row.pinned() ? 1 : 0);
    json.addProperty("time_added", row.timeAdded());
    json.addProperty("time_downloaded", row.timeDownloaded());
    json.addProperty("time_accessed", row.timeAccessed());
    return json;
  }

  private static JsonObject listRow(Site site, OptionalFile file) {
    JsonObject json = row(file);
    boolean here = file.row().file().downloaded();
    json.addProperty("address", site.address().value());
    json.addProperty("bytes_downloaded", here ? file.row().file().size() : 0);
    json.addProperty("downloaded_percent", here ? 100 : 0);
    return json;
  }

  private CompletableFuture<? extends JsonElement> delete(Call call) throws ApiException {
    Site site = site(call);
    InnerPath path = call.path("inner_path");
    return site.optionalFile(path)
        .thenCompose(
            file ->
                file.isEmpty()
                    ? CompletableFuture.completedFuture(Dispatcher.error("Not found in content.db"))
                    : site.deleteFile(path).<JsonElement>thenApply(done -> Command.OK));
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
