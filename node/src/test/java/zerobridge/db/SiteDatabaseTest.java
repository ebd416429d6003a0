package zerobridge.db;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Json;
import zerobridge.db.SiteDatabase.Limits;
import zerobridge.io.InnerPath;

/** What hostile SQL cannot do, and how the database comes back after damage. */
class SiteDatabaseTest {
  private static final Limits SMALL = new Limits(Duration.ofMillis(200), 100, 10_000);

  @TempDir Path site;
  private final List<InnerPath> listed = new ArrayList<>();
  private Runnable whileListing = () -> {};
  private SiteDatabase database;

  @BeforeEach
  void open() throws IOException {
    database = database(1);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private SiteDatabase database(int schemaChanged) throws IOException {
    JsonObject schema =
        Json.parseObject(
            """
            {"db_name": "T", "db_file": "data/t.db", "version": 2,
             "maps": {".*data.json": {"to_table": ["post"]}},
             "tables": {"post": {"cols": [["id", "INTEGER"], ["body", "TEXT"],
               ["json_id", "INTEGER"]], "schema_changed": %d, "indexes": [
               "CREATE VIEW hidden AS SELECT * FROM pragma_database_list"]}}}
            """
                .formatted(schemaChanged));
    DataFiles files =
        () -> {
          whileListing.run();
          return listed.stream().map(p -> new DataFiles.DataFile(p, p.in(site))).toList();
        };
    return new SiteDatabase(site, DbSchema.parse(schema), files, Runnable::run, SMALL);
  }

  private void post(String user, int... ids) throws IOException {
    InnerPath path = InnerPath.parse("data/" + user + "/data.json");
    StringBuilder posts = new StringBuilder();
    for (int id : ids) {
      posts.append(",{\"id\":").append(id).append(",\"body\":\"text ").append(id).append("\"}");
    }
    byte[] json = ("{\"post\":[" + posts.substring(1) + "]}").getBytes(UTF_8);
    Files.createDirectories(path.in(site).getParent());
    Files.write(path.in(site), json);
    if (!listed.contains(path)) {
      listed.add(path);
    }
    database.importFile(path, json);
  }

  private int count() throws QueryException {
    return database
        .query("SELECT COUNT(*) AS n FROM post", null)
        .get(0)
        .getAsJsonObject()
        .get("n")
        .getAsInt();
  }

  @Test
  void stopsAQueryThatWouldNeverEnd() throws Exception {
    post("a", 1);
    assertThatThrownBy(
            () ->
                database.query(
                    "SELECT COUNT(*) FROM (WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1"
                        + " FROM r) SELECT x FROM r)",
                    null))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("stopped");
    assertThat(count()).as("the next query works").isEqualTo(1);
  }

  @Test
  void stopsAResultThatGrowsTooLarge() throws Exception {
    post("a", 1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> database.query("SELECT 1 FROM post a, post b, post c", null))
        .hasMessageContaining("more than 100 rows");
    assertThatThrownBy(() -> database.query("SELECT hex(zeroblob(9000)) AS x FROM post", null))
        .hasMessageContaining("more than 10000 characters");
  }

  @Test
  void aQueryCannotWriteOrReachOtherFiles() throws Exception {
    post("a", 1);
    for (String sql :
        List.of(
            "SELECT load_extension('x')",
            "SELECT readfile('/etc/passwd')",
            "SELECT writefile('x', 'y')",
            "SELECT file FROM pragma_database_list",
            "SELECT file FROM main.\"Pragma_database_list\"",
            "SELECT file FROM 'pragma_database_list'",
            "SELECT file FROM [pragma_database_list]",
            "SELECT file FROM hidden")) {
      assertThatThrownBy(() -> database.query(sql, null))
          .as(sql)
          .isInstanceOf(QueryException.class);
    }
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aSchemaCannotAttachFilesOrHideSql() throws Exception {
    Path outside = site.resolve("outside.db");
    JsonObject schema =
        Json.parseObject(
            """
            {"db_file": "h.db", "version": 2, "maps": {}, "tables": {"t": {
              "cols": [["a", "TEXT); ATTACH '%s' AS o; CREATE TABLE o.x (b"]],
              "indexes": ["CREATE TABLE y (c); ATTACH '%s' AS p"]}}}
            """
                .formatted(outside, outside));
    try (SiteDatabase hostile =
        new SiteDatabase(site, DbSchema.parse(schema), List::of, Runnable::run, SMALL)) {
      hostile.ensureOpen();
      assertThat(outside).doesNotExist();
    }
    assertThatThrownBy(
            () ->
                DbSchema.parse(
                    Json.parseObject(
                        "{\"db_file\": \"h.db\", \"tables\": {\"t; DROP TABLE json\": {}}}")))
        .isInstanceOf(InvalidSchemaException.class);
    assertThatThrownBy(
            () -> DbSchema.parse(Json.parseObject("{\"db_file\": \"../other/content.db\"}")))
        .isInstanceOf(InvalidSchemaException.class);
  }

  @Test
  void aDamagedFileIsMadeAnewFromTheSitesFiles() throws Exception {
    post("a", 1, 2);
    post("b", 3);
    database.close();
    Files.writeString(site.resolve("data/t.db"), "no database at all, but long enough".repeat(50));
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void aChangedTableIsMadeAnew() throws Exception {
    post("a", 1, 2);
    database.close();
    try (SiteDatabase changed = database(2)) {
      database = changed;
      assertThat(count()).isEqualTo(2);
    }
  }

  @Test
  void queriesSeeTheOldStateWhileARebuildRuns() throws Exception {
    post("a", 1, 2);
    listed.clear();
    AtomicReference<Object> seen = new AtomicReference<>();
    whileListing =
        () -> {
          try {
            seen.set(count());
          } catch (QueryException e) {
            seen.set(e);
          }
        };
    database.rebuild();
    assertThat(seen.get()).isEqualTo(2);
    assertThat(count()).isZero();
  }

  @Test
  void aFileThatDoesNotFitLeavesItsOldRows() throws Exception {
    post("a", 1);
    InnerPath path = InnerPath.parse("data/a/data.json");
    byte[] bad = "{\"post\": [{\"id\": 2}, {\"id\": [3]}]}".getBytes(UTF_8);
    assertThatThrownBy(() -> database.importFile(path, bad)).isInstanceOf(ImportException.class);
    assertThat(database.query("SELECT id FROM post", null).toString()).isEqualTo("[{\"id\":1}]");
  }

  @Test
  void oneBadFileDoesNotStopARebuild() throws Exception {
    post("a", 1);
    post("b", 2);
    Files.writeString(site.resolve("data/a/data.json"), "{\"post\": [{\"id\": [1]}]}");
    assertThat(database.rebuild()).isEqualTo(1);
    assertThat(database.query("SELECT id FROM post", null).toString()).isEqualTo("[{\"id\":2}]");
  }
}
