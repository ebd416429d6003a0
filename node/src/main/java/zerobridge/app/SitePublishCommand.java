package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.site.PublishResult;
import zerobridge.site.Site;

/** {@code site publish}: tells peers of a signed manifest. */
@Command(
    name = "publish",
    description = "Sends the signed manifest of a site to its peers.",
    mixinStandardHelpOptions = true)
final class SitePublishCommand extends SiteCommand {
  private static final int PEERS = 5;

  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site's address.")
  private String text = "";

  @Option(
      names = "--manifest",
      paramLabel = "PATH",
      description = "Manifest to publish (default: ${DEFAULT-VALUE}).")
  private String manifest = InnerPath.ROOT_MANIFEST.value();

  @Option(names = "--peer", paramLabel = "HOST:PORT", description = "Peer to tell; repeatable.")
  private List<String> peers = new ArrayList<>();

  @Override
  int viaNode(BridgeClient node) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("inner_path", manifest);
    params.addProperty("sign", false);
    ask(node, text, "sitePublish", params);
    out().println("published " + manifest);
    return 0;
  }

  @Override
  int directly(NodeCore core) throws Exception {
    core.startNetwork();
    Site site = site(core, text);
    peers.forEach(peer -> site.addPeer(PeerAddress.parse(peer)));
    PublishResult result = await(site.publish(InnerPath.parse(manifest), PEERS));
    if (result.confirmed() == 0) {
      throw new IOException(
          "none of " + result.asked() + " peers took it; a running node goes on trying");
    }
    out().println(result.confirmed() + " of " + result.asked() + " peers have this version");
    return 0;
  }
}
