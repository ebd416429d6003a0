package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The {@code serverInfo} that pages get (WebSocket API, serverInfo). Sites without ADMIN get the
 * version, which they choose features by, and neutral values for everything that tells this person
 * from others. Safe for any thread.
 */
final class ServerInfo {
  /** What sites compare with: dotted digits, and a revision that means 0.7.2. */
  static final String VERSION = "0.7.2";

  static final int REVISION = 4555;

  /** Plugins of the reference whose commands this node answers. */
  private static final String[] FEATURES = {
    "Newsfeed", "OptionalManager", "ContentFilter", "Cors", "Sidebar", "Zeroname"
  };

  private final ApiServices services;

  ServerInfo(ApiServices services) {
    this.services = services;
  }

  JsonObject of(boolean admin) {
    NodeStatus status = services.outlook().status().get();
    JsonObject info = new JsonObject();
    info.add("ip_external", admin ? bool(status.anyOpen()) : new JsonPrimitive(false));
    JsonObject opened = new JsonObject();
    if (admin && status.anyOpen() != null) {
      opened.add("ipv4", bool(status.ipv4Open()));
      opened.add("ipv6", bool(status.ipv6Open()));
    }
    info.add("port_opened", opened);
    info.addProperty("platform", admin ? platform() : "generic");
    info.addProperty("fileserver_ip", admin ? status.peerBind() : "*");
    info.addProperty("fileserver_port", admin ? status.peerPort() : 0);
    info.addProperty("tor_enabled", admin && status.torEnabled());
    info.addProperty("tor_status", admin ? status.torStatus() : "Disabled");
    info.addProperty("tor_has_meek_bridges", false);
    info.addProperty("tor_use_bridges", false);
    info.addProperty("ui_ip", admin ? status.uiHost() : "127.0.0.1");
    info.addProperty("ui_port", status.uiPort());
    info.addProperty("version", VERSION);
    info.addProperty("rev", REVISION);
    info.addProperty("timecorrection", 0.0);
    info.addProperty("language", language());
    info.addProperty("debug", false);
    info.addProperty("offline", admin && status.offline());
    JsonArray plugins = new JsonArray();
    for (String feature : FEATURES) {
      plugins.add(feature);
    }
    info.add("plugins", plugins);
    info.add("plugins_rev", new JsonObject());
    info.add("user_settings", userSettings(admin));
    info.addProperty("software", "ZeroBridge");
    if (admin) {
      info.add("reach", reach(status.reach()));
      info.addProperty("updatesite", "");
      info.addProperty("dist_type", "zerobridge");
      info.addProperty("lib_verify_best", "java");
    }
    return info;
  }

  private static JsonObject reach(NodeStatus.Reach reach) {
    JsonObject fields = new JsonObject();
    fields.addProperty("state", reach.state());
    fields.addProperty("text", reach.text());
    fields.addProperty("remedy", reach.remedy());
    return fields;
  }

  private JsonObject userSettings(boolean admin) {
    JsonObject all = services.user().globalSettings();
    if (admin) {
      return all;
    }
    JsonObject shown = new JsonObject();
    for (String key : new String[] {"theme", "use_system_theme"}) {
      JsonElement value = all.get(key);
      if (value != null) {
        shown.add(key, value);
      }
    }
    return shown;
  }

  private static String language() {
    String language = Locale.getDefault().getLanguage();
    return language.isEmpty() ? "en" : language;
  }

  private static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (os.contains("win")) {
      return "win32";
    }
    return os.contains("mac") ? "darwin" : "linux";
  }

  private static JsonElement bool(@Nullable Boolean value) {
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value);
  }
}
