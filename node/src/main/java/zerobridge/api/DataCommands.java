package zerobridge.api;

import com.google.gson.JsonElement;
import java.util.concurrent.CompletableFuture;
import zerobridge.site.Site;

/** Queries on a site's database and on its JSON files. */
final class DataCommands {
  private final ApiServices services;

  DataCommands(ApiServices services) {
    this.services = services;
  }

  void addTo(Command.Table table) {
    table.later("dbQuery", Permission.ANYONE, this::query, "!query", "params", "wait_for");
    table.later("fileQuery", Permission.ANYONE, this::fileQuery, "!dir_inner_path", "query");
    table.direct("dbReload", Permission.ADMIN, call -> Command.OK);
    table.later("dbRebuild", Permission.ADMIN, this::rebuild);
  }

  private CompletableFuture<? extends JsonElement> query(Call call) throws ApiException {
    String sql = call.arguments().text("query");
    return call.site().query(sql, call.arguments().get("params").orElse(null));
  }

  private CompletableFuture<? extends JsonElement> fileQuery(Call call) throws ApiException {
    Site site = call.site();
    JsonFileQuery query =
        JsonFileQuery.parse(
            call.arguments().text("dir_inner_path"),
            call.arguments().optionalText("query").orElse(""));
    return services.threads().call("file-query", () -> query.run(site.directory()));
  }

  private CompletableFuture<? extends JsonElement> rebuild(Call call) throws ApiException {
    PageSession session = call.session();
    return call.site()
        .rebuildDatabase(
            done -> session.progress("rebuild", "Building the database: " + done + " files", 1))
        .thenApply(
            end -> {
              session.progress("rebuild", "The database is built.", 100);
              return Command.OK;
            });
  }
}
