package zerobridge.site;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zerobridge.codec.Hashfield;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * A site with one page and optional files, made and signed on a node; two of the files share their
 * hash id.
 */
final class OptionalSite {
  static final InnerPath SONG = InnerPath.parse("media/song.ogg");
  static final InnerPath PICTURE = InnerPath.parse("media/picture.png");
  static final InnerPath TWIN = InnerPath.parse("media/twin-1.txt");
  static final InnerPath OTHER_TWIN = InnerPath.parse("media/twin-2.txt");

  private static final List<String> TWINS = twins();
  private static final Map<InnerPath, String> FILES =
      Map.of(SONG, "la la la", PICTURE, "a picture", TWIN, TWINS.get(0), OTHER_TWIN, TWINS.get(1));

  final BitcoinKey owner = BitcoinKey.generate(new SecureRandom());
  final Site site;

  private OptionalSite(TestNode node) throws IOException {
    JsonObject root = new JsonObject();
    root.addProperty("title", "On demand");
    root.addProperty("optional", "media/.*");
    site = TestNode.await(node.sites().create(owner, root, OptionalSite::fill));
  }

  static OptionalSite on(TestNode node) throws IOException {
    return new OptionalSite(node);
  }

  SiteAddress address() {
    return site.address();
  }

  /** The hash id of a file of the site. */
  static int id(InnerPath path) {
    return idOf(FILES.getOrDefault(path, ""));
  }

  static Hashfield field(InnerPath... paths) {
    return Hashfield.of(java.util.Arrays.stream(paths).map(OptionalSite::id).toList());
  }

  private static void fill(Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<h1>Hello</h1>");
    Files.createDirectories(folder.resolve("media"));
    for (Map.Entry<InnerPath, String> file : FILES.entrySet()) {
      Files.writeString(folder.resolve(file.getKey().value()), file.getValue());
    }
  }

  private static int idOf(String text) {
    return Hashfield.idOf(Hashes.sha512Half(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> twins() {
    Map<Integer, String> seen = new HashMap<>();
    List<String> found = new ArrayList<>();
    for (int i = 0; found.isEmpty(); i++) {
      String text = "twin " + i;
      String other = seen.putIfAbsent(idOf(text), text);
      if (other != null) {
        found.addAll(List.of(other, text));
      }
    }
    return found;
  }
}
