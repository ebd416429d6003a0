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
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteListener;
import zerobridge.site.SiteState;

/** {@code site download}: fetches a site whole, or one file of it, and says when it is here. */
@Command(
    name = "download",
    description =
        "Fetches a site and waits until all of it is here; or one file of it, for example an"
            + " optional or big one.",
    mixinStandardHelpOptions = true)
final class SiteDownloadCommand extends SiteCommand {
  @Parameters(
      index = "0",
      paramLabel = "ADDRESS",
      description = "Address or .bit name of the site.")
  private String text = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "Path of one file to fetch instead of the site, as the site names it.")
  private String file = "";

  @Option(
      names = "--file",
      paramLabel = "PATH",
      description = "As FILE, for paths that begin with a hyphen.")
  private String fileOption = "";

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
      names = "--optional",
      description = "Also fetch all optional files, which are otherwise fetched on demand.")
  private boolean optional;

  @Option(
      names = "--loopback-is-internet",
      hidden = true,
      description =
          "For tests: treat peers on this machine like any other, with TLS and flood protection.")
  private boolean loopbackIsInternet;

  @Override
  Options options() {
    return Options.brief(
            super.options().data(),
            "*",
            new Options.Trackers(!noTrackers, trackers, List.of(), true, false))
        .withSizeLimit(sizeLimit)
        .withLoopbackAsInternet(loopbackIsInternet);
  }

  @Override
  int viaNode(BridgeClient node) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("address", text);
    params.addProperty("peers", String.join(",", peers));
    params.addProperty("sizeLimit", sizeLimit);
    if (wantsFile()) {
      params.addProperty("file", wantedFile().value());
      return watch(() -> FileProgress.of(ask(node, "", "siteDownload", params).getAsJsonObject()));
    }
    params.addProperty("optional", optional);
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
    if (wantsFile()) {
      return watch(FileProgress.of(site, wantedFile()));
    }
    SiteState end = await(ended(core, site));
    if (end == SiteState.SIZE_LIMIT_REACHED) {
      throw new IOException(
          "the site is larger than "
              + sizeLimit
              + " MB; allow it with --size-limit "
              + site.nextSizeLimit());
    }
    int files = site.downloadState().doneFiles();
    if (optional) {
      files += await(site.needOptionalFiles());
    }
    return report(
        files,
        site.badFiles().size() + (site.root() == null ? 1 : 0),
        site.downloadState().problem());
  }

  private boolean wantsFile() {
    return !file.isEmpty() || !fileOption.isEmpty();
  }

  private InnerPath wantedFile() throws IOException {
    if (!file.isEmpty() && !fileOption.isEmpty()) {
      throw new IOException("name one file, as FILE or with --file");
    }
    try {
      return InnerPath.parse(file + fileOption);
    } catch (IllegalInnerPathException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private int watch(FileProgress.Source source) throws Exception {
    FileProgress end = FileProgress.watch(source, err(), PATIENCE_MINUTES);
    boolean good = end.done().orElse(false);
    if (json) {
      out().println(end.toJson());
    } else if (good) {
      out().println("ok " + end.size() + " bytes");
    }
    if (!good) {
      err().println("zerobridge: " + file + fileOption + " is not here: " + end.problem());
    }
    return good ? 0 : 1;
  }

  /** Completes when the first visit or the update has come to an end, good or bad. */
  static CompletableFuture<SiteState> ended(NodeCore core, Site site) {
    // A peer that was just added is not looked at yet: only what comes after it counts.
    return site.settled().thenCompose(settled -> nextEnd(core, site));
  }

  private static CompletableFuture<SiteState> nextEnd(NodeCore core, Site site) {
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
