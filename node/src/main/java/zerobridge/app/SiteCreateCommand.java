package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zerobridge.bridge.BridgeClient;
import zerobridge.site.Site;
import zerobridge.user.User;

/** {@code site create}: a folder, a starter page, the first signed manifest; the key is kept. */
@Command(
    name = "create",
    description = "Makes a site of your own and keeps its key with your identity.",
    mixinStandardHelpOptions = true)
final class SiteCreateCommand extends SiteCommand {
  @Option(names = "--title", paramLabel = "T", description = "The site's title.")
  private @Nullable String title;

  @Option(
      names = "--from",
      paramLabel = "DIR",
      description = "Folder whose files the site begins with (default: a starter page).")
  private @Nullable Path from;

  @Option(
      names = "--optional",
      paramLabel = "PATTERN",
      description =
          "Files that visitors fetch only when they need them, as a regular expression over paths,"
              + " for example \"media/.*\"; those of 5 MiB and more are fetched in pieces.")
  private String optional = "";

  @Override
  int viaNode(BridgeClient node) throws IOException {
    JsonObject params = new JsonObject();
    params.addProperty("optional", optional);
    if (title != null) {
      params.addProperty("title", title);
    }
    if (from != null) {
      params.addProperty("from", from.toAbsolutePath().toString());
    }
    return print(
        ask(node, "", "siteCreate", params).getAsJsonObject().get("address").getAsString());
  }

  @Override
  int directly(NodeCore core) throws Exception {
    return print(create(core, title, from, optional).address().value());
  }

  /** Makes a site without optional files. */
  static Site create(NodeCore core, @Nullable String title, @Nullable Path from) throws Exception {
    return create(core, title, from, "");
  }

  /** Makes the site; files that match {@code optional} are for visitors who need them. */
  static Site create(NodeCore core, @Nullable String title, @Nullable Path from, String optional)
      throws Exception {
    if (from != null && !Files.isDirectory(from)) {
      throw new IOException(from + " is not a folder");
    }
    User.NewSiteKey fresh = core.users().current().newSiteKey();
    JsonObject extend = new JsonObject();
    extend.addProperty("title", title != null ? title : fresh.key().address().shortened());
    extend.addProperty("postmessage_nonce_security", true);
    extend.addProperty("address_index", fresh.addressIndex());
    if (!optional.isEmpty()) {
      extend.addProperty("optional", optional);
    }
    return await(
        core.sites()
            .create(
                fresh.key(),
                extend,
                folder -> {
                  if (from != null) {
                    copy(from, folder);
                  } else {
                    Files.writeString(
                        folder.resolve("index.html"),
                        StarterPage.html(title != null ? title : "My site"));
                  }
                }));
  }

  /** Copies plain files; links are left out, since they may lead anywhere. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path source : (Iterable<Path>) tree::iterator) {
        Path target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(target);
        } else if (Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
          Files.copy(source, target);
        }
      }
    }
  }

  private int print(String address) {
    if (json) {
      JsonObject answer = new JsonObject();
      answer.addProperty("address", address);
      out().println(answer);
    } else {
      out().println(address);
    }
    return 0;
  }
}
