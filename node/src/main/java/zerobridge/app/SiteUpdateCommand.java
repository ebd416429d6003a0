package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;
import zerobridge.site.Site;

/** {@code site update}: asks peers for newer versions. */
@Command(
    name = "update",
    description = "Asks peers for newer versions of a site and fetches them.",
    mixinStandardHelpOptions = true)
final class SiteUpdateCommand extends SiteCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site's address.")
  private String text = "";

  @Override
  int viaNode(BridgeClient node) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("address", text);
    ask(node, text, "siteUpdate", params);
    out().println("updated");
    return 0;
  }

  @Override
  int directly(NodeCore core) throws Exception {
    core.startNetwork();
    Site site = site(core, text);
    if (!await(site.updateFully())) {
      throw new IOException("no peer of the site answered");
    }
    out().println("updated");
    return 0;
  }
}
