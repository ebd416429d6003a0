package zerobridge.app;

import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;

/** {@code site rebuild-db}: makes a site's database anew from its files. */
@Command(
    name = "rebuild-db",
    description = "Builds a site's database again from its files.",
    mixinStandardHelpOptions = true)
final class SiteRebuildCommand extends SiteCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site's address.")
  private String text = "";

  @Override
  int viaNode(BridgeClient node) throws Exception {
    ask(node, text, "dbRebuild", new JsonObject());
    out().println("rebuilt");
    return 0;
  }

  @Override
  int directly(NodeCore core) throws Exception {
    await(site(core, text).rebuildDatabase(files -> {}));
    out().println("rebuilt");
    return 0;
  }
}
