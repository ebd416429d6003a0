package zerobridge.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Locale;
import picocli.CommandLine.Command;
import zerobridge.bridge.BridgeClient;
import zerobridge.codec.PrettyJson;
import zerobridge.site.Site;

/** {@code site list}. */
@Command(name = "list", description = "Lists your sites.", mixinStandardHelpOptions = true)
final class SiteListCommand extends SiteCommand {
  @Override
  int viaNode(BridgeClient node) throws Exception {
    print(node.ask("sites", new JsonObject()).getAsJsonArray("sites"));
    return 0;
  }

  @Override
  int directly(NodeCore core) {
    JsonArray sites = new JsonArray();
    for (Site site : core.sites().all()) {
      JsonObject row = new JsonObject();
      row.addProperty("address", site.address().value());
      row.addProperty("title", site.title());
      row.addProperty("size", site.settings().size());
      row.addProperty("peerCount", site.peers().size());
      row.addProperty("state", site.state().name().toLowerCase(Locale.ROOT));
      row.addProperty("unpublished", site.settings().unpublished().size());
      sites.add(row);
    }
    print(sites);
    return 0;
  }

  private void print(JsonArray sites) {
    if (json) {
      out().println(PrettyJson.text(sites));
      return;
    }
    for (JsonElement element : sites) {
      JsonObject site = element.getAsJsonObject();
      out()
          .printf(
              "%s  %8.1f MB  %3d peers  %-11s %s%s%n",
              site.get("address").getAsString(),
              site.get("size").getAsLong() / 1e6,
              site.get("peerCount").getAsInt(),
              site.get("state").getAsString(),
              site.get("title").getAsString(),
              site.get("unpublished").getAsInt() > 0 ? "  (not published yet)" : "");
    }
  }
}
