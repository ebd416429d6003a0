package zerobridge.app;

import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;

/** {@code site delete}: forgets a site and deletes its files; a kept key stays kept. */
@Command(
    name = "delete",
    description = "Deletes a site's files here and forgets it. Its key, if you have it, stays.",
    mixinStandardHelpOptions = true)
final class SiteDeleteCommand extends SiteCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site's address.")
  private String text = "";

  @Override
  int viaNode(BridgeClient node) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("address", text);
    ask(node, "", "siteDelete", params);
    out().println("deleted");
    return 0;
  }

  @Override
  int directly(NodeCore core) throws Exception {
    await(core.sites().delete(site(core, text).address()));
    out().println("deleted");
    return 0;
  }
}
