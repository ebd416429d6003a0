package zerobridge.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.db.DataFiles.DataFile;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;

/**
 * Whole sites of 2016 with their users, laid out below the folder in system property {@code
 * zerobridge.real-sites}, one folder per address: the rebuilt tables must be the reference's, row
 * by row.
 */
@EnabledIfSystemProperty(named = "zerobridge.real-sites", matches = ".+")
class RealSiteDbVectorsTest {
  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> sites() {
    Path all = Path.of(System.getProperty("zerobridge.real-sites", ""));
    JsonObject sites =
        Vectors.json("content/real-site-db.json").getAsJsonObject().getAsJsonObject("sites");
    return sites.entrySet().stream()
        .filter(s -> Files.isDirectory(all.resolve(s.getKey())))
        .map(
            s ->
                dynamicTest(
                    s.getKey(),
                    () -> check(all.resolve(s.getKey()), s.getValue().getAsJsonObject())));
  }

  private void check(Path site, JsonObject recorded) throws Exception {
    DbSchema schema =
        DbSchema.parse(Json.parseObject(Files.readAllBytes(site.resolve("dbschema.json"))));
    List<DataFile> files = list(site);
    Path copy = Files.createTempDirectory(directory, "site");
    try (Threads threads = new Threads("test");
        SiteDatabase database =
            new SiteDatabase(
                copy, schema, () -> files, threads.io(), SiteDatabase.Limits.DEFAULT)) {
      assertThat(database.rebuild()).as("errors").isZero();
      for (Map.Entry<String, JsonElement> table : recorded.getAsJsonObject("tables").entrySet()) {
        assertThat(digest(database, table.getKey())).isEqualTo(table.getValue());
      }
      for (JsonElement query : recorded.getAsJsonArray("queries")) {
        JsonObject q = query.getAsJsonObject();
        assertThat(CanonicalJson.text(database.query(q.get("query").getAsString(), null)))
            .isEqualTo(CanonicalJson.text(q.get("rows")));
      }
    }
  }

  /** As the vectors' file explains it. */
  private static JsonObject digest(SiteDatabase database, String table) throws Exception {
    List<String> lines = new ArrayList<>();
    // All recorded sites have schemas of version 2.
    String path = "p.directory || '/' || p.file_name";
    String sql =
        "SELECT t.*, "
            + path
            + " AS owner FROM "
            + table
            + " AS t LEFT JOIN json AS p ON p.json_id = t.json_id";
    for (JsonElement element : database.query(sql, null)) {
      JsonObject row = element.getAsJsonObject();
      row.remove("keyvalue_id");
      JsonElement owner = row.remove("owner");
      row.add("json_id", owner instanceof JsonNull ? new JsonPrimitive("") : owner);
      lines.add(CanonicalJson.text(row));
    }
    lines.sort(null);
    byte[] text = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    JsonObject digest = new JsonObject();
    digest.addProperty("rows", (long) lines.size());
    digest.addProperty(
        "sha256", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)));
    return digest;
  }

  private static List<DataFile> list(Path site) throws IOException {
    try (Stream<Path> all = Files.walk(site)) {
      return all.filter(f -> f.toString().endsWith(".json"))
          .map(f -> new DataFile(InnerPath.parse(inner(site, f)), f))
          .filter(f -> !f.path().value().equals("dbschema.json"))
          .sorted((a, b) -> a.path().compareTo(b.path()))
          .toList();
    }
  }

  private static String inner(Path site, Path file) {
    return site.relativize(file).toString().replace('\\', '/');
  }
}
