package zerobridge.app;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;
import zerobridge.net.PeerAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteListener;
import zerobridge.site.SiteState;

/** {@code site download}: fetches a site whole and says when all of it is here. */
@Command(
    name = "download",
    description = "Fetches a site and waits until all of it is here.",
    mixinStandardHelpOptions = true)
final class SiteDownloadCommand extends SiteCommand {
  @Parameters(paramLabel = "ADDRESS", description = "Address or .bit name of the site.")
  private String text = "";

  @Option(names = "--peer", paramLabel = "HOST:PORT", description = "Peer to ask; repeatable.")
  private List<String> peers = new ArrayList<>();

  @Option(
      names = "--tracker",
      paramLabel = "URL",
      description = "Tracker to ask instead of the defaults; repeatable.")
  private List<String> trackers = new ArrayList<>();

  @Option(names = "--no-trackers", description = "Ask no tracker.")
  private boolean noTrackers;

  @Option(
      names = "--size-limit",
      paramLabel = "MB",
      description = "How large the site may be (default: ${DEFAULT-VALUE}).")
  private int sizeLimit = Options.SIZE_LIMIT_MIB;

  @Option(
      names = "--loopback-is-internet",
      hidden = true,
      description =
          "For tests: treat peers on this machine like any other, with TLS and flood protection.")
  private boolean loopbackIsInternet;

  @Override
  Options options() {
    Options own = super.options();
    return new Options(
        own.data(),
        new Options.Ui(0, false, null, false, sizeLimit),
        new Options.Peers(
            Optional.of(0), "*", trackers, !noTrackers, Options.Reach.AS_IT_IS, loopbackIsInternet),
        false,
        false);
  }

  @Override
  int viaNode(BridgeClient node) throws IOException {
    JsonObject params = new JsonObject();
    params.addProperty("address", text);
    params.addProperty("peers", String.join(",", peers));
    params.addProperty("sizeLimit", sizeLimit);
    JsonObject result = ask(node, "", "siteDownload", params).getAsJsonObject();
    return report(
        result.get("files").getAsInt(), result.get("missing").getAsInt(), Optional.empty());
  }

  @Override
  int directly(NodeCore core) throws Exception {
    core.startNetwork();
    Site site = core.sites().open(address(core, text));
    site.setSizeLimit(sizeLimit);
    peers.forEach(peer -> site.addPeer(PeerAddress.parse(peer)));
    SiteState end = await(ended(core, site));
    if (end == SiteState.SIZE_LIMIT_REACHED) {
      throw new IOException(
          "the site is larger than "
              + sizeLimit
              + " MB; allow it with --size-limit "
              + site.nextSizeLimit());
    }
    return report(
        site.downloadState().doneFiles(),
        site.badFiles().size() + (site.root() == null ? 1 : 0),
        site.downloadState().problem());
  }

  /** Completes when the first visit or the update has come to an end, good or bad. */
  static CompletableFuture<SiteState> ended(NodeCore core, Site site) {
    CompletableFuture<SiteState> end = new CompletableFuture<>();
    SiteListener listener =
        (changed, event) -> {
          if (changed.address().equals(site.address()) && isEnd(site)) {
            end.complete(site.state());
          }
        };
    core.sites().addListener(listener);
    if (isEnd(site)) {
      end.complete(site.state());
    }
    return end.whenComplete((state, fault) -> core.sites().removeListener(listener));
  }

  private static boolean isEnd(Site site) {
    return switch (site.state()) {
      case READY, INCOMPLETE, NOT_FOUND, SIZE_LIMIT_REACHED -> true;
      case SEARCHING, DOWNLOADING, UPDATING, PAUSED -> false;
    };
  }

  private int report(int files, int missing, Optional<String> problem) {
    if (json) {
      JsonObject answer = new JsonObject();
      answer.addProperty("files", files);
      answer.addProperty("missing", missing);
      problem.ifPresent(reason -> answer.add("problem", new JsonPrimitive(reason)));
      out().println(answer);
    } else if (missing == 0) {
      out().println("ok " + files + " files");
    }
    if (missing > 0) {
      err()
          .println(
              "zerobridge: "
                  + missing
                  + " files are missing"
                  + problem.map(reason -> ": " + reason).orElse(""));
    }
    return missing == 0 ? 0 : 1;
  }
}
