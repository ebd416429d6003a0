package zerobridge.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.codec.CanonicalJson;
import zerobridge.codec.Json;
import zerobridge.io.InnerPath;

/** Every recorded schema, import and query of the reference. */
class DbSchemaVectorsTest {
  /** Cases where this node keeps more than the reference does, and what it keeps instead. */
  private static final Map<String, Map<String, String>> BETTER =
      Map.of(
          // The reference stops at the first unknown column; it is left out instead.
          "list under key_col with an unknown column",
          Map.of(
              "c",
              "[{\"id\":1,\"k\":\"x\",\"json_id\":1},{\"id\":2,\"k\":\"x\",\"json_id\":1},"
                  + "{\"id\":3,\"k\":\"x\",\"json_id\":1}]"),
          // The reference never creates such a table, so that every import of it fails.
          "table without schema_changed",
          Map.of("t", "[{\"a\":\"1\",\"json_id\":1}]"),
          // The reference loses the owner, so that rows pile up; how many it has is no matter.
          "import_cols without json_id",
          Map.of());

  /** Literals with a question mark, SELECT before a line break, brackets around a list. */
  private static final Pattern WART =
      Pattern.compile(
          "'[^']*\\?[^']*'|^\\s*SELECT\\s*\\n|\\(\\s*:\\w+\\s*\\)", Pattern.CASE_INSENSITIVE);

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> cases() {
    JsonObject all = Vectors.json("content/dbschema.json").getAsJsonObject();
    return Vectors.cases(all.get("cases")).map(c -> dynamicTest(text(c, "name"), () -> check(c)));
  }

  @TestFactory
  Stream<DynamicTest> gate() {
    JsonObject gate =
        Vectors.json("content/dbschema.json").getAsJsonObject().getAsJsonObject("select_gate");
    return Vectors.cases(gate.get("queries"))
        .map(
            c -> dynamicTest("gate: " + text(c, "query"), () -> checkGate(c, text(gate, "error"))));
  }

  private static void checkGate(JsonObject gated, String error) throws QueryException {
    String query = text(gated, "query");
    if (gated.get("passes_gate").getAsBoolean()) {
      assertThat(PageQuery.rewrite(query, null).sql()).isEqualTo(query);
    } else {
      assertThatThrownBy(() -> PageQuery.rewrite(query, null)).hasMessage(error);
    }
  }

  private void check(JsonObject recorded) throws Exception {
    Path site = Files.createTempDirectory(directory, "site");
    DbSchema schema;
    try {
      schema = DbSchema.parse(recorded.getAsJsonObject("schema"));
    } catch (InvalidSchemaException e) {
      assertThat(recorded.has("create_error") || allStepsFail(recorded))
          .as(e.getMessage())
          .isTrue();
      return;
    }
    try (SiteDatabase database =
        new SiteDatabase(site, schema, List::of, Runnable::run, SiteDatabase.Limits.DEFAULT)) {
      if (recorded.has("create_error")) {
        assertThatThrownBy(database::ensureOpen).isInstanceOf(IOException.class);
        return;
      }
      database.ensureOpen();
      for (JsonElement step : recorded.getAsJsonArray("steps")) {
        importStep(database, recorded, step.getAsJsonObject());
      }
      checkBetter(database, text(recorded, "name"));
      if (!BETTER.containsKey(text(recorded, "name"))) {
        checkLayout(database, recorded);
      }
      if (recorded.has("queries")) {
        for (JsonElement query : recorded.getAsJsonArray("queries")) {
          checkQuery(database, query.getAsJsonObject());
        }
      }
    }
  }

  private static boolean allStepsFail(JsonObject recorded) {
    return Vectors.cases(recorded.get("steps")).allMatch(s -> s.has("error"));
  }

  private static void importStep(SiteDatabase database, JsonObject recorded, JsonObject step)
      throws Exception {
    InnerPath path = InnerPath.parse(text(step, "path"));
    boolean better = BETTER.containsKey(text(recorded, "name"));
    if (step.has("error") && !better) {
      String before = dump(database);
      assertThatThrownBy(() -> database.importFile(path, bytes(step)))
          .as(path.value())
          .isInstanceOf(ImportException.class);
      assertThat(dump(database)).as("nothing of a refused file stays").isEqualTo(before);
      return;
    }
    boolean matched = database.importFile(path, bytes(step));
    if (step.has("matched")) {
      assertThat(matched).isEqualTo(step.get("matched").getAsBoolean());
    }
    if (!better) {
      for (Map.Entry<String, JsonElement> table : step.getAsJsonObject("tables_after").entrySet()) {
        assertThat(rows(database, table.getKey()))
            .as(table.getKey() + " after " + path)
            .isEqualTo(CanonicalJson.text(table.getValue()));
      }
    }
  }

  private static void checkBetter(SiteDatabase database, String name) throws Exception {
    for (Map.Entry<String, String> table : BETTER.getOrDefault(name, Map.of()).entrySet()) {
      assertThat(rows(database, table.getKey()))
          .isEqualTo(CanonicalJson.text(Json.parse(table.getValue())));
    }
  }

  private static void checkLayout(SiteDatabase database, JsonObject recorded) throws Exception {
    for (Map.Entry<String, JsonElement> table : recorded.getAsJsonObject("table_sql").entrySet()) {
      JsonArray found =
          database.query(
              "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name",
              Json.parse("{\"name\": \"" + table.getKey() + "\"}"));
      assertThat(found.get(0).getAsJsonObject().get("sql")).isEqualTo(table.getValue());
    }
    if (recorded.has("indexes")) {
      JsonArray found =
          database.query(
              "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
                  + " ORDER BY name",
              null);
      assertThat(found).isEqualTo(recorded.get("indexes"));
    }
  }

  private static void checkQuery(SiteDatabase database, JsonObject recorded) throws Exception {
    String query = text(recorded, "query");
    JsonElement params = recorded.get("params");
    if (WART.matcher(query).find() && params.isJsonObject()) {
      assertThat(database.query(query, params)).as(query).isNotNull();
    } else if (recorded.has("error")) {
      assertThatThrownBy(() -> database.query(query, params))
          .as(query)
          .isInstanceOf(QueryException.class);
    } else {
      assertThat(PageQuery.rewrite(query, params).sql()).isEqualTo(text(recorded, "rewritten"));
      assertThat(CanonicalJson.text(database.query(query, params)))
          .as(query)
          .isEqualTo(CanonicalJson.text(recorded.get("rows")));
    }
  }

  private static String dump(SiteDatabase database) throws Exception {
    StringBuilder all = new StringBuilder();
    for (DbSchema.Table table : database.schema().tables()) {
      all.append(rows(database, table.name())).append('\n');
    }
    return all.toString();
  }

  private static String rows(SiteDatabase database, String table) throws Exception {
    return CanonicalJson.text(database.query("SELECT * FROM " + table + " ORDER BY rowid", null));
  }

  private static byte @Nullable [] bytes(JsonObject step) {
    if (step.has("deleted")) {
      return null;
    }
    return step.has("file_hex")
        ? HexFormat.of().parseHex(text(step, "file_hex"))
        : text(step, "file").getBytes(StandardCharsets.UTF_8);
  }

  private static String text(JsonObject json, String key) {
    return json.get(key).getAsString();
  }
}
