package zerobridge.site;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import zerobridge.codec.PrettyJson;
import zerobridge.content.FileEntry;
import zerobridge.content.Manifest;
import zerobridge.content.ManifestSigner;
import zerobridge.crypto.BitcoinKey;
import zerobridge.io.InnerPath;

/**
 * What the owner of a site or a user with a key may do to it: write, delete, sign. Runs on the
 * site's lane. Content specification, signing and commands of the page.
 */
final class SiteOwner {
  private final SiteCore core;

  SiteOwner(SiteCore core) {
    this.core = core;
  }

  /** See {@link Site#write}. */
  CompletableFuture<Void> write(InnerPath path, byte[] content) {
    return core.lane.call(
        () -> {
          if (path.isManifest()) {
            throw new SiteException("A manifest is written by signing it");
          }
          OwnDiffs.keepOld(core, path);
          core.files.write(path, content);
          core.bad.remove(path);
          core.swarm().cancel(path, true);
          core.data().changed(path);
          core.emit(SiteEvent.fileDone(path));
          return null;
        });
  }

  /** See {@link Site#deleteFile}. */
  CompletableFuture<Void> delete(InnerPath path) {
    return core.lane.call(
        () -> {
          FileEntry entry = core.files.entry(path);
          if (entry != null) {
            core.bigDownloads().cancel(entry, "The file was deleted");
            core.bigFiles.forget(entry);
          }
          core.files.delete(path);
          core.optional().gone(path);
          core.bad.remove(path);
          core.swarm().cancel(path, false);
          core.data().changed(path);
          core.emit(SiteEvent.fileDeleted(path));
          return null;
        });
  }

  /** See {@link Site#sign}. */
  CompletableFuture<Manifest> sign(InnerPath path, BitcoinKey key, JsonObject extend) {
    return core.lane.call(
        () -> {
          if (!path.isManifest()) {
            throw new SiteException("Invalid file name, you can only sign content.json files");
          }
          Manifest before = core.manifests.get(path);
          BigFileSigning bigFiles = new BigFileSigning(core);
          ManifestSigner.Signed signed = signer(bigFiles).sign(path, key, extend);
          core.intake().changes().storeOwn(signed.manifest(), signed.bytes());
          bigFiles.done(signed);
          core.emit(SiteEvent.fileDone(path));
          core.data().signed(before, signed.manifest());
          core.storage().flush();
          return signed.manifest();
        });
  }

  private ManifestSigner signer(BigFileSigning bigFiles) {
    return new ManifestSigner(
        core.address, core.directory, core.manifests, core.host.services().clock(), bigFiles);
  }

  /** Makes the folder and the first manifest of a new site. */
  CompletableFuture<Void> create(
      BitcoinKey key, JsonObject extend, SiteRegistry.FolderContent content) {
    return core.lane
        .call(
            () -> {
              if (Files.exists(InnerPath.ROOT_MANIFEST.in(core.directory))) {
                throw new SiteException("There is a site in this folder already");
              }
              Files.createDirectories(core.directory);
              content.writeTo(core.directory);
              core.storage().load();
              // The signer goes on from what lies there; it never replaces a title.
              core.files.write(InnerPath.ROOT_MANIFEST, start(extend));
              long now = core.host.nowSeconds();
              core.settings.change(old -> old.with("own", true).with("downloaded", now));
              return null;
            })
        .thenCompose(done -> sign(InnerPath.ROOT_MANIFEST, key, extend))
        .thenAccept(done -> core.data().settled());
  }

  private static byte[] start(JsonObject extend) {
    JsonObject start = new JsonObject();
    start.addProperty("ignore", "");
    start.addProperty("postmessage_nonce_security", true);
    extend.entrySet().forEach(each -> start.add(each.getKey(), each.getValue()));
    start.add("files", new JsonObject());
    return PrettyJson.text(start).getBytes(StandardCharsets.UTF_8);
  }
}
