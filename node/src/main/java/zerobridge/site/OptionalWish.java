package zerobridge.site;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import zerobridge.content.FileEntry;
import zerobridge.content.SiteSizeLimit;
import zerobridge.io.InnerPath;

/**
 * Which optional files the person wants without asking for each. Peer protocol, size rules and
 * optional files.
 */
final class OptionalWish {
  private OptionalWish() {}

  /**
   * Whether a file is fetched by itself. A large big file is not: its pieces come as they are read.
   */
  static boolean wants(SiteSettings settings, SiteOptions options, FileEntry entry) {
    long most = settings.autodownloadBigFileLimit().orElse(options.autodownloadBigFileLimit());
    return (entry.pieces() == null || entry.size() <= most * SiteSizeLimit.MB)
        && wants(settings, entry.path());
  }

  private static boolean wants(SiteSettings settings, InnerPath path) {
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
