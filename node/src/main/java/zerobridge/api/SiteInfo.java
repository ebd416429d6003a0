package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.content.Manifest;
import zerobridge.site.DownloadState;
import zerobridge.site.Site;
import zerobridge.site.SiteEvent;
import zerobridge.user.Certificate;
import zerobridge.user.User;

/** The {@code siteInfo} that pages get (WebSocket API, siteInfo). Safe for any thread. */
final class SiteInfo {
  /** Members of the root manifest that pages get as counts. */
  private static final List<String> COUNTED = List.of("files", "files_optional", "includes");

  private static final List<String> LEFT_OUT = List.of("sign", "signs", "signers_sign");

  /** What a site has no business to know of another one. */
  private static final List<String> PRIVATE =
      List.of("added", "downloaded", "cache", "bytes_sent", "bytes_recv", "ajax_key");

  private final ApiServices services;

  SiteInfo(ApiServices services) {
    this.services = services;
  }

  /**
   * The site as a page sees it.
   *
   * @param makeAddress whether the person gets an address for this site if they have none yet;
   *     pushes never make one
   */
  JsonObject of(Site site, boolean makeAddress) throws IOException {
    User user = services.user();
    JsonObject info = new JsonObject();
    String auth =
        makeAddress ? user.authAddress(site.address()) : user.knownAuthAddress(site.address());
    info.addProperty("auth_address", auth);
    info.addProperty(
        "cert_user_id", user.certificate(site.address()).map(Certificate::userId).orElse(null));
    info.addProperty("address", site.address().value());
    info.addProperty("address_short", site.address().shortened());
    info.addProperty("address_hash", HexFormat.of().formatHex(site.address().sha256()));
    info.add("settings", settings(site));
    info.add("content_updated", contentUpdated(site));
    addProgress(site, info);
    info.add("content", content(site.root()));
    if (site.settings().own()) {
      info.addProperty("privatekey", user.siteKey(site.address()).isPresent());
    }
    info.addProperty("feed_follow_num", user.follow(site.address()).size());
    return info;
  }

  /** The same without what only the site itself may know. */
  JsonObject ofOther(Site site) throws IOException {
    JsonObject info = of(site, false);
    JsonObject settings = info.getAsJsonObject("settings");
    PRIVATE.forEach(settings::remove);
    return info;
  }

  static JsonElement event(SiteEvent event) {
    JsonArray pair = new JsonArray();
    pair.add(event.name());
    pair.add(event.value());
    return pair;
  }

  private static void addProgress(Site site, JsonObject info) {
    DownloadState state = site.downloadState();
    info.addProperty("bad_files", state.badFiles());
    info.addProperty("size_limit", site.sizeLimit());
    info.addProperty("next_size_limit", site.nextSizeLimit());
    boolean serving = site.settings().serving() && site.root() != null;
    int others = Math.max(site.settings().peers(), site.peers().size());
    info.addProperty("peers", others + (serving ? 1 : 0));
    info.addProperty("started_task_num", state.startedTasks());
    info.addProperty("tasks", state.tasks());
    info.addProperty("workers", state.workers());
  }

  private static JsonObject settings(Site site) {
    JsonObject settings = site.settings().json();
    settings.remove("wrapper_key");
    if (!settings.has("cache")) {
      settings.add("cache", new JsonObject());
    }
    return settings;
  }

  /** When the site was last compared with others: null before, false if nobody answered. */
  private static JsonElement contentUpdated(Site site) {
    if (site.lastUpdateFailed()) {
      return new JsonPrimitive(false);
    }
    return site.lastUpdate().isPresent()
        ? new JsonPrimitive(site.lastUpdate().getAsLong())
        : JsonNull.INSTANCE;
  }

  private static JsonObject content(@Nullable Manifest root) {
    JsonObject content = new JsonObject();
    if (root == null) {
      return content;
    }
    for (Map.Entry<String, JsonElement> entry : root.json().entrySet()) {
      if (COUNTED.contains(entry.getKey())) {
        content.addProperty(entry.getKey(), count(entry.getValue()));
      } else if (!LEFT_OUT.contains(entry.getKey())) {
        content.add(entry.getKey(), entry.getValue());
      }
    }
    return content;
  }

  private static int count(JsonElement value) {
    if (value instanceof JsonObject map) {
      return map.size();
    }
    return value instanceof JsonArray list ? list.size() : 0;
  }
}
