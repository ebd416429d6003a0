package zerobridge.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.site.PublishProgress;
import zerobridge.site.Site;

/** {@code site publish}: gives a signed manifest to peers and says who has it. */
@Command(
    name = "publish",
    description = {
      "Sends the signed manifest of a site to its peers and asks them what they have.",
      "Fails if nobody has it then; it stays queued, and a running node goes on trying."
    },
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
    params.addProperty("peers", String.join(",", peers));
    return report(ask(node, text, "sitePush", params).getAsJsonObject());
  }

  @Override
  int directly(NodeCore core) throws Exception {
    core.startNetwork();
    Site site = site(core, text);
    return report(await(push(site, manifest, peers)));
  }

  /** Publishes to the site's peers and the named ones; the answer is what is printed. */
  static CompletableFuture<JsonObject> push(Site site, String manifest, List<String> peers) {
    peers.forEach(peer -> site.addPeer(PeerAddress.parse(peer)));
    return site.publish(InnerPath.parse(manifest), PEERS, progress -> {})
        .thenApply(SitePublishCommand::json);
  }

  private static JsonObject json(PublishProgress progress) {
    JsonObject answer = new JsonObject();
    answer.addProperty("manifest", progress.manifest().value());
    answer.addProperty("modified", progress.modified());
    answer.addProperty("have", progress.have());
    answer.addProperty("queued", progress.queued());
    answer.addProperty("sentence", progress.sentence());
    JsonArray peers = new JsonArray();
    for (PublishProgress.Delivery each : progress.peers()) {
      JsonObject peer = new JsonObject();
      peer.addProperty("peer", each.peer().toString());
      peer.addProperty("state", each.state().name().toLowerCase(Locale.ROOT));
      peer.addProperty("words", each.words());
      peers.add(peer);
    }
    answer.add("peers", peers);
    return answer;
  }

  private int report(JsonObject answer) throws IOException {
    boolean taken = answer.get("have").getAsInt() > 0;
    String sentence = answer.get("sentence").getAsString();
    if (json) {
      out().println(answer);
    } else {
      for (JsonElement each : answer.getAsJsonArray("peers")) {
        JsonObject peer = each.getAsJsonObject();
        out()
            .printf(
                "%-11s %s  %s%n",
                peer.get("state").getAsString(),
                peer.get("peer").getAsString(),
                peer.get("words").getAsString());
      }
      if (taken) {
        out().println(sentence);
      }
    }
    if (!taken) {
      err().println("zerobridge: " + sentence);
    }
    return taken ? 0 : 1;
  }
}
