package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import zerobridge.site.Site;

/** News of the sites that the person follows. */
final class FeedCommands {
  private static final int MAX_LIMIT = 1_000;

  private final ApiServices services;

  FeedCommands(ApiServices services) {
    this.services = services;
  }

  void addTo(Command.Table table) {
    table.direct("feedFollow", Permission.ANYONE, this::follow, "!feeds");
    table.direct(
        "feedListFollow", Permission.ANYONE, call -> services.user().follow(call.site().address()));
    table.later("feedQuery", Permission.ADMIN, this::query, "limit", "day_limit");
    table.later("feedSearch", Permission.ANYONE, this::search, "!search", "limit", "day_limit");
  }

  private JsonElement follow(Call call) throws ApiException, IOException {
    services.user().setFollow(call.site().address(), call.arguments().object("feeds"));
    return Command.OK;
  }

  /** One followed feed of one site, running. */
  private record Running(Site site, String name, CompletableFuture<JsonArray> rows, long started) {}

  private CompletableFuture<? extends JsonElement> query(Call call) throws ApiException {
    int limit = (int) Math.min(MAX_LIMIT, Math.max(1, call.arguments().number("limit", 10)));
    long days = call.arguments().number("day_limit", 3);
    long started = System.nanoTime();
    List<Running> running = new ArrayList<>();
    int sites = 0;
    for (Site site : services.sites().all()) {
      JsonObject feeds = services.user().follow(site.address());
      if (site.root() != null && !feeds.isEmpty()) {
        sites++;
        for (Map.Entry<String, JsonElement> feed : feeds.entrySet()) {
          running.add(start(site, feed.getKey(), feed.getValue(), limit, days));
        }
      }
    }
    int withFeeds = sites;
    // Dashboards of 2016 name no limits and know the rows alone.
    boolean rowsAlone =
        call.arguments().get("limit").isEmpty() && call.arguments().get("day_limit").isEmpty();
    CompletableFuture<?>[] all =
        running.stream().map(Running::rows).toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(all)
        .handle((end, problem) -> collect(running, withFeeds, started))
        .thenApply(found -> rowsAlone ? found.get("rows") : found);
  }

  private static Running start(Site site, String name, JsonElement feed, int limit, long days) {
    long started = System.nanoTime();
    try {
      String sql = FeedSql.of(feed, limit, days);
      return new Running(site, name, site.query(sql, null), started);
    } catch (ApiException e) {
      return new Running(site, name, CompletableFuture.failedFuture(e), started);
    }
  }

  private JsonObject collect(List<Running> running, int sites, long started) {
    List<JsonObject> rows = new ArrayList<>();
    JsonArray stats = new JsonArray();
    long now = System.currentTimeMillis() / 1000;
    for (Running one : running) {
      JsonObject stat = new JsonObject();
      stat.addProperty("site", one.site().address().value());
      stat.addProperty("feed_name", one.name());
      if (one.rows().isCompletedExceptionally()) {
        stat.addProperty("error", "This feed's query failed");
      } else {
        stat.addProperty("taken", seconds(one.started()));
        for (JsonElement element : one.rows().join()) {
          JsonObject row = element.getAsJsonObject();
          if (FeedSql.normaliseDate(row, now)) {
            row.addProperty("site", one.site().address().value());
            row.addProperty("feed_name", one.name());
            rows.add(row);
          }
        }
      }
      stats.add(stat);
    }
    rows.sort(
        Comparator.comparingDouble((JsonObject row) -> row.get("date_added").getAsDouble())
            .reversed());
    return result(rows, stats, sites, started);
  }

  private static JsonObject result(
      List<JsonObject> rows, JsonArray stats, int sites, long started) {
    JsonArray list = new JsonArray();
    rows.forEach(list::add);
    JsonObject result = new JsonObject();
    result.add("rows", list);
    result.add("stats", stats);
    result.add("num", new JsonPrimitive(rows.size()));
    result.addProperty("sites", sites);
    result.addProperty("taken", seconds(started));
    return result;
  }

  private static double seconds(long startedNanos) {
    return Duration.ofNanos(System.nanoTime() - startedNanos).toMillis() / 1000.0;
  }

  /** Searching in feeds comes with the sites' own feed definitions; nothing is found so far. */
  private CompletableFuture<? extends JsonElement> search(Call call) throws ApiException {
    if (!call.isAdmin()) {
      throw ApiException.bare("FeedSearch not allowed");
    }
    return CompletableFuture.completedFuture(
        result(List.of(), new JsonArray(), 0, System.nanoTime()));
  }
}
