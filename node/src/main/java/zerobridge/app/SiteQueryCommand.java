package zerobridge.app;

import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;
import zerobridge.codec.PrettyJson;

/** {@code site query}: one SELECT on a site's database. */
@Command(
    name = "query",
    description = "Prints the rows of a SELECT on a site's database as JSON.",
    mixinStandardHelpOptions = true)
final class SiteQueryCommand extends SiteCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site's address.")
  private String text = "";

  @Parameters(index = "1", paramLabel = "SQL", description = "The query.")
  private String sql = "";

  @Override
  int viaNode(BridgeClient node) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("query", sql);
    out().println(PrettyJson.text(ask(node, text, "dbQuery", params)));
    return 0;
  }

  @Override
  int directly(NodeCore core) throws Exception {
    out().println(PrettyJson.text(await(site(core, text).query(sql, null))));
    return 0;
  }
}
