package zerobridge.app;

import com.google.gson.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerobridge.bridge.BridgeClient;
import zerobridge.content.Manifest;
import zerobridge.crypto.BitcoinKey;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;
import zerobridge.site.SiteException;

/** {@code site sign}: lists the files of a site anew and signs the manifest with the kept key. */
@Command(
    name = "sign",
    description = "Signs a site of yours with the key kept with your identity.",
    mixinStandardHelpOptions = true)
final class SiteSignCommand extends SiteCommand {
  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site's address.")
  private String text = "";

  @Option(
      names = "--manifest",
      paramLabel = "PATH",
      description = "Manifest to sign (default: ${DEFAULT-VALUE}).")
  private String manifest = InnerPath.ROOT_MANIFEST.value();

  @Override
  int viaNode(BridgeClient node) throws Exception {
    JsonObject params = new JsonObject();
    params.addProperty("privatekey", "stored");
    params.addProperty("inner_path", manifest);
    ask(node, text, "siteSign", params);
    out().println("signed " + manifest);
    return 0;
  }

  @Override
  int directly(NodeCore core) throws Exception {
    Site site = site(core, text);
    BitcoinKey key =
        core.users()
            .current()
            .siteKey(site.address())
            .orElseThrow(
                () ->
                    new SiteException(
                        "no key of this site is kept with your identity; only its owner can sign"));
    Manifest signed = await(site.sign(InnerPath.parse(manifest), key, new JsonObject()));
    out().println("signed " + manifest + ", " + signed.files().size() + " files");
    return 0;
  }
}
