package zerobridge.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import zerobridge.codec.Json;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.Hashes;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/** A small site with users, made and signed on a node: for tests that need something to visit. */
final class SampleSite {
  static final InnerPath USERS = InnerPath.parse("data/users/content.json");
  static final InnerPath INDEX = InnerPath.parse("index.html");
  private static final int LARGE_BYTES = 1_300_000;

  final BitcoinKey owner = key();
  final BitcoinKey provider = key();
  final BitcoinKey user = key();
  final Site site;

  private SampleSite(TestNode node) throws IOException {
    site = TestNode.await(node.sites().create(owner, root(), SampleSite::fill));
    TestNode.await(site.sign(USERS, owner, users()));
    post("first post");
  }

  /** Makes the site on the node, with one user who has one post. */
  static SampleSite on(TestNode node) throws IOException {
    return new SampleSite(node);
  }

  SiteAddress address() {
    return site.address();
  }

  InnerPath userManifest() {
    return InnerPath.parse("data/users/" + user.address() + "/content.json");
  }

  InnerPath userData() {
    return userManifest().sibling("data.json");
  }

  /** The user writes and signs. */
  void post(String text) throws IOException {
    String json = "{\"topic\": [\n{\"topic_id\": 1, \"title\": \"" + text + "\"}\n]}\n";
    TestNode.await(site.write(userData(), json.getBytes(StandardCharsets.UTF_8)));
    JsonObject certificate = new JsonObject();
    certificate.addProperty("cert_auth_type", "web");
    certificate.addProperty("cert_user_id", "tester@test.id");
    certificate.addProperty("cert_sign", provider.sign(user.address() + "#web/tester"));
    TestNode.await(site.sign(userManifest(), user, certificate));
  }

  /** The owner changes the first page and signs. */
  void changeIndex(String text) throws IOException {
    TestNode.await(site.write(INDEX, text.getBytes(StandardCharsets.UTF_8)));
    TestNode.await(site.sign(InnerPath.ROOT_MANIFEST, owner, new JsonObject()));
  }

  private JsonObject root() {
    JsonObject include = new JsonObject();
    include.add("signers", new JsonArray());
    include.addProperty("signers_required", 1);
    JsonObject includes = new JsonObject();
    includes.add(USERS.value(), include);
    JsonObject root = new JsonObject();
    root.addProperty("title", "A sample");
    root.addProperty("ignore", "data/.*");
    root.add("includes", includes);
    return root;
  }

  private JsonObject users() throws IOException {
    JsonObject manifest = new JsonObject();
    manifest.addProperty("ignore", ".*");
    manifest.add(
        "user_contents",
        Json.parseObject(
            "{\"permissions\": {}, \"permission_rules\": {\".*\": {\"max_size\": 10000,"
                + " \"files_allowed\": \"data.json\"}}, \"cert_signers\": {\"test.id\": [\""
                + provider.address()
                + "\"]}}"));
    return manifest;
  }

  private static void fill(Path folder) throws IOException {
    write(folder, "index.html", "<h1>Hello</h1>");
    write(folder, "css/all.css", "h1 { color: teal }");
    write(folder, "js/all.js", "'use strict';");
    write(
        folder,
        "dbschema.json",
        "{\"db_name\": \"Sample\", \"db_file\": \"data/users/sample.db\", \"version\": 2, \"maps\":"
            + " {\".+/data.json\": {\"to_table\": [\"topic\"]}}, \"tables\": {\"topic\": {\"cols\":"
            + " [[\"topic_id\", \"INTEGER\"], [\"title\", \"TEXT\"], [\"json_id\", \"INTEGER\"]],"
            + " \"indexes\": [], \"schema_changed\": 1}}}");
    Files.write(folder.resolve("large.bin"), new byte[LARGE_BYTES]);
    write(folder, "empty.txt", "");
  }

  private static void write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** What is in a site's folder, but for databases: relative path to size and hash. */
  static Map<String, String> files(Path folder) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (!name.contains(".db") && !name.contains(".zb-") && !name.endsWith("-old")) {
          byte[] content = Files.readAllBytes(file);
          found.put(name, content.length + " bytes " + Hashes.sha512Half(content));
        }
      }
    }
    return found;
  }

  private static BitcoinKey key() {
    return BitcoinKey.generate(new SecureRandom());
  }
}
