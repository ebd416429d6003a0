package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import zerobridge.content.FileEntry;
import zerobridge.content.FileLocator;
import zerobridge.content.Manifest;
import zerobridge.crypto.BitcoinKey;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;

/** Signing what was changed, and giving it to others. */
final class SigningCommands {
  private static final int MAX_COMPARED = 100;
  private static final String FORBIDDEN = "Forbidden, you can only modify your own sites";

  private final ApiServices services;
  private final OwnFiles ownFiles;
  private final PublishPace pace;

  SigningCommands(ApiServices services) {
    this.services = services;
    this.ownFiles = new OwnFiles(services);
    this.pace = new PublishPace(services.threads(), PublishPace.INTERVAL);
  }

  void addTo(Command.Table table) {
    table.later(
        "siteSign",
        Permission.OWN_FILE,
        this::sign,
        "privatekey",
        "inner_path",
        "remove_missing_optional",
        "update_changed_files",
        "response_ok");
    table.later(
        "sitePublish",
        Permission.OWN_FILE,
        this::publish,
        "privatekey",
        "inner_path",
        "sign",
        "remove_missing_optional",
        "update_changed_files");
    table.later("siteReload", Permission.ANYONE, this::reload, "!inner_path");
    table.direct("siteListModifiedFiles", Permission.ANYONE, this::modified, "content_inner_path");
  }

  private static InnerPath manifestOf(Call call) throws ApiException {
    String text = call.arguments().optionalText("inner_path").orElse("content.json");
    InnerPath path = Call.path("inner_path", text);
    return new FileLocator(call.site()::manifest)
        .manifestFor(path)
        .orElseThrow(() -> new ApiException("File " + path + " not found"));
  }

  private CompletableFuture<? extends JsonElement> sign(Call call)
      throws ApiException, IOException {
    return signed(call, manifestOf(call)).thenApply(done -> Command.OK);
  }

  private CompletableFuture<Manifest> signed(Call call, InnerPath manifest)
      throws ApiException, IOException {
    Site site = call.site();
    ownFiles.requireMine(site, manifest, FORBIDDEN);
    String given = call.arguments().optionalText("privatekey").orElse("");
    BitcoinKey key = key(site, given);
    JsonObject extend = new JsonObject();
    if (given.isEmpty() && !manifest.equals(InnerPath.ROOT_MANIFEST)) {
      services
          .user()
          .certificate(site.address())
          .map(OwnFiles::certificateFields)
          .ifPresent(
              fields -> fields.entrySet().forEach(e -> extend.add(e.getKey(), e.getValue())));
    }
    return site.sign(manifest, key, extend)
        .whenComplete(
            (done, problem) -> {
              if (problem != null) {
                call.session().notify("error", "Signing failed: " + message(problem));
              }
            });
  }

  private BitcoinKey key(Site site, String given) throws ApiException, IOException {
    if (given.isEmpty()) {
      return services.user().authKey(site.address());
    }
    if (given.equals("stored")) {
      return services
          .user()
          .siteKey(site.address())
          .orElseThrow(() -> new ApiException("Site sign failed: Private key not stored."));
    }
    try {
      return BitcoinKey.parse(given);
    } catch (IllegalArgumentException e) {
      throw new ApiException("Site sign failed: this is not a private key");
    }
  }

  private CompletableFuture<? extends JsonElement> publish(Call call)
      throws ApiException, IOException {
    InnerPath manifest = manifestOf(call);
    if (!call.arguments().flag("sign", true)) {
      return push(call, manifest);
    }
    return signed(call, manifest).thenCompose(done -> push(call, manifest));
  }

  private CompletableFuture<JsonElement> push(Call call, InnerPath manifest) {
    PageSession session = call.session();
    try {
      Site site = call.site();
      if (site.manifest(manifest) == null) {
        throw new ApiException("File " + manifest + " not found");
      }
      if (!site.settings().serving()) {
        site.resume();
      }
      Publishing publishing = new Publishing(session, site, manifest);
      Optional<Duration> wait =
          pace.admit(
              site.address(),
              manifest,
              () -> {
                CompletableFuture<JsonElement> unused = publishing.start();
              });
      if (wait.isEmpty()) {
        return publishing.start();
      }
      session.notify(
          "info",
          "Saved. The new version goes out in " + (wait.get().toSeconds() + 1) + " seconds.");
      return CompletableFuture.completedFuture(Command.OK);
    } catch (ApiException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<? extends JsonElement> reload(Call call) throws ApiException {
    call.path("inner_path");
    return call.site().update().thenApply(any -> Command.OK);
  }

  /** Files whose content differs from what the manifest says. */
  private JsonElement modified(Call call) throws ApiException, IOException {
    String text = call.arguments().optionalText("content_inner_path").orElse("content.json");
    Site site = call.site();
    Manifest manifest = site.manifest(Call.path("content_inner_path", text));
    if (manifest == null) {
      throw new ApiException("content file not avaliable");
    }
    if (manifest.files().size() > MAX_COMPARED) {
      throw new ApiException("Too many files in content.json");
    }
    JsonArray changed = new JsonArray();
    for (FileEntry entry : manifest.files().values()) {
      Path file = site.file(entry.path());
      Optional<Boolean> differs = ChangedFile.differs(file, entry, manifest.modified());
      if (differs.orElse(false)) {
        changed.add(entry.path().value());
      }
    }
    JsonObject result = new JsonObject();
    result.add("modified_files", changed);
    return result;
  }

  private static String message(Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    return String.valueOf(cause.getMessage());
  }
}
