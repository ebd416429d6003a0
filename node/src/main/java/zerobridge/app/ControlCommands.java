package zerobridge.app;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.name.BitName;
import zerobridge.name.Resolution;
import zerobridge.net.PeerAddress;
import zerobridge.site.Site;
import zerobridge.site.SiteException;
import zerobridge.site.SiteState;

/**
 * What the command line can ask of a running node beyond the commands of pages: work that needs the
 * person's own files or waits for a whole download. Safe for any thread.
 */
final class ControlCommands {
  private final Node node;

  ControlCommands(Node node) {
    this.node = node;
  }

  /**
   * Runs a command.
   *
   * @param address an address or a {@code .bit} name, empty for none
   */
  CompletableFuture<JsonElement> run(String address, String command, JsonElement params) {
    JsonObject named = params instanceof JsonObject object ? object : new JsonObject();
    return switch (command) {
      case "siteCreate" -> node.core().threads().call("create site", () -> create(named));
      case "siteDownload" -> resolve(text(named, "address")).thenCompose(at -> download(at, named));
      case "sitePush" -> at(address).thenCompose(site -> push(site, named));
      case "dbRebuild" -> at(address).thenCompose(ControlCommands::rebuild);
      default -> pageCommand(address, command, params);
    };
  }

  private CompletableFuture<JsonElement> pageCommand(
      String address, String command, JsonElement params) {
    @Nullable JsonElement given = params.isJsonNull() ? null : params;
    return address.isEmpty()
        ? node.api().call(null, command, given)
        : at(address).thenCompose(site -> node.api().call(site, command, given));
  }

  private JsonElement create(JsonObject params) throws Exception {
    String title = text(params, "title");
    String from = text(params, "from");
    Site site =
        SiteCreateCommand.create(
            node.core(),
            title.isEmpty() ? null : title,
            from.isEmpty() ? null : Path.of(from),
            text(params, "optional"));
    JsonObject answer = new JsonObject();
    answer.addProperty("address", site.address().value());
    return answer;
  }

  private CompletableFuture<JsonElement> download(SiteAddress address, JsonObject params) {
    Site site;
    try {
      site = node.core().sites().open(address);
    } catch (SiteException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (params.get("sizeLimit") instanceof JsonPrimitive limit
        && limit.isNumber()
        && limit.getAsInt() != site.sizeLimit()) {
      site.setSizeLimit(limit.getAsInt());
    }
    peers(params).forEach(peer -> site.addPeer(PeerAddress.parse(peer)));
    String file = text(params, "file");
    if (!file.isEmpty()) {
      InnerPath path = InnerPath.parse(file);
      return FileProgress.next(site, path, site.need(path, Site.PRIORITY_PAGE))
          .thenApply(FileProgress::toJson);
    }
    boolean optional =
        params.get("optional") instanceof JsonPrimitive wanted && wanted.getAsBoolean();
    return SiteDownloadCommand.ended(node.core(), site)
        .thenCompose(end -> optional(site, end, optional));
  }

  private static CompletableFuture<JsonElement> optional(Site site, SiteState end, boolean wanted) {
    int files = site.downloadState().doneFiles();
    return wanted && end != SiteState.SIZE_LIMIT_REACHED
        ? site.needOptionalFiles().thenApply(more -> report(site, end, files + more))
        : CompletableFuture.completedFuture(report(site, end, files));
  }

  private static List<String> peers(JsonObject params) {
    return Stream.of(text(params, "peers").split(",", -1)).filter(peer -> !peer.isBlank()).toList();
  }

  private static CompletableFuture<JsonElement> push(Site site, JsonObject params) {
    return SitePublishCommand.push(site, text(params, "inner_path"), peers(params))
        .thenApply(progress -> progress);
  }

  private static JsonElement report(Site site, SiteState end, int files) {
    JsonObject answer = new JsonObject();
    if (end == SiteState.SIZE_LIMIT_REACHED) {
      answer.addProperty(
          "error",
          "the site is larger than "
              + site.sizeLimit()
              + " MB; allow it with --size-limit "
              + site.nextSizeLimit());
      return answer;
    }
    answer.addProperty("files", files);
    answer.addProperty("missing", site.badFiles().size() + (site.root() == null ? 1 : 0));
    return answer;
  }

  private static CompletableFuture<JsonElement> rebuild(Site site) {
    return site.rebuildDatabase(files -> {}).thenApply(done -> new JsonPrimitive("ok"));
  }

  private CompletableFuture<Site> at(String addressOrName) {
    return resolve(addressOrName)
        .thenApply(
            address ->
                node.core()
                    .sites()
                    .find(address)
                    .orElseThrow(
                        () ->
                            new CompletionException(
                                new SiteException("there is no site " + address + " here"))));
  }

  private CompletableFuture<SiteAddress> resolve(String addressOrName) {
    Optional<BitName> name = BitName.parse(addressOrName);
    if (name.isEmpty()) {
      return SiteAddress.isValid(addressOrName)
          ? CompletableFuture.completedFuture(SiteAddress.parse(addressOrName))
          : CompletableFuture.failedFuture(
              new IOException("\"" + addressOrName + "\" is neither an address nor a .bit name"));
    }
    return node.core()
        .names()
        .resolve(name.get())
        .thenApply(
            found ->
                found
                    .map(Resolution::address)
                    .orElseThrow(
                        () ->
                            new CompletionException(
                                new IOException("nobody asked knows the name " + addressOrName))));
  }

  private static String text(JsonObject params, String key) {
    return params.get(key) instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
