package zerobridge.db;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.crypto.SiteAddress;
import zerobridge.db.ContentIndex.Entry;
import zerobridge.db.ContentIndex.StoredPeer;
import zerobridge.db.ContentIndex.Totals;
import zerobridge.io.InnerPath;

/** {@code content.db} as the reference writes it: we make the same, and read what it made. */
class ContentIndexVectorsTest {
  private static final SiteAddress SITE = SiteAddress.parse("1CoAkiH4qH68PyCHAvxNFvuPj5oJvooFLy");

  @TempDir Path data;

  @Test
  void makesTheTablesOfTheReference() throws Exception {
    ContentIndex.open(data).close();
    List<String> made = new ArrayList<>();
    try (Connection connection = Sqlite.reader(data.resolve("content.db"));
        PreparedStatement all =
            connection.prepareStatement(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
        ResultSet rows = all.executeQuery()) {
      while (rows.next()) {
        made.add(rows.getString(1) + ";");
      }
    }
    assertThat(made)
        .containsExactlyInAnyOrderElementsOf(
            Vectors.lines("content/data-dir/content.db.sql")
                .filter(line -> !line.isBlank())
                .toList());
  }

  @Test
  void readsAndContinuesTheFileOfTheReference() throws Exception {
    JsonObject rows = Vectors.json("content/data-dir/content.db.rows.json").getAsJsonObject();
    layOut(rows);
    try (ContentIndex index = ContentIndex.open(data)) {
      assertThat(index.manifests(SITE))
          .isEqualTo(
              Map.of(
                  InnerPath.ROOT_MANIFEST,
                  new Entry(InnerPath.ROOT_MANIFEST, 807, 41, 3, 1700001000)));
      assertThat(index.totals(SITE)).isEqualTo(new Totals(848, 3));
      assertThat(index.listModified(SITE, 1700000999)).hasSize(1);
      assertThat(index.listModified(SITE, 1700001000)).isEmpty();
      index.put(SITE, List.of(new Entry(InnerPath.ROOT_MANIFEST, 900, 50, 3, 1700002000)));
    }
    try (ContentIndex index = ContentIndex.open(data)) {
      assertThat(index.listModified(SITE, 0)).containsValue(1700002000L);
    }
  }

  @Test
  void keepsPeersAndForgetsWithTheSite() throws Exception {
    StoredPeer peer = new StoredPeer("1.2.3.4", 15441, List.of(48056, 1), 2, 100, 200);
    try (ContentIndex index = ContentIndex.open(data)) {
      index.savePeers(SITE, List.of(new StoredPeer("9.9.9.9", 1, List.of(), 0, 0, 0)));
      index.savePeers(SITE, List.of(peer));
    }
    try (ContentIndex index = ContentIndex.open(data)) {
      assertThat(index.peers(SITE)).containsExactly(peer);
      index.removeSite(SITE);
      assertThat(index.peers(SITE)).isEmpty();
    }
  }

  @Test
  void startsAgainWhenTheFileIsDamagedOrOfAnotherAge() throws Exception {
    Files.writeString(data.resolve("content.db"), "this is no database ".repeat(100));
    try (ContentIndex index = ContentIndex.open(data)) {
      assertThat(index.manifests(SITE)).isEmpty();
      index.put(SITE, List.of(new Entry(InnerPath.ROOT_MANIFEST, 1, 2, 3, 4)));
    }
    setVersion("content", 9);
    try (ContentIndex index = ContentIndex.open(data)) {
      assertThat(index.manifests(SITE)).as("the newer file is left alone").isEmpty();
    }
    setVersion("content", 1);
    try (ContentIndex index = ContentIndex.open(data)) {
      assertThat(index.manifests(SITE)).hasSize(1);
    }
  }

  private void setVersion(String table, int version) throws Exception {
    try (Connection connection = Sqlite.writer(data.resolve("content.db"), true)) {
      Sqlite.run(
          connection,
          "UPDATE keyvalue SET value = " + version + " WHERE key = 'table." + table + ".version'");
    }
  }

  private void layOut(JsonObject tables) throws Exception {
    try (Connection connection = Sqlite.writer(data.resolve("content.db"), false)) {
      for (String line : Vectors.lines("content/data-dir/content.db.sql").toList()) {
        if (!line.isBlank()) {
          Sqlite.run(connection, line);
        }
      }
      try (Statements sql = new Statements(connection)) {
        for (Map.Entry<String, JsonElement> table : tables.entrySet()) {
          for (JsonElement row : table.getValue().getAsJsonArray()) {
            insert(sql, table.getKey(), row.getAsJsonObject());
          }
        }
      }
    }
  }

  private static void insert(Statements sql, String table, JsonObject row) throws Exception {
    List<Object> values = new ArrayList<>();
    for (JsonElement value : row.asMap().values()) {
      values.add(SqlValues.fromJson(value));
    }
    String marks = row.keySet().stream().map(k -> "?").collect(Collectors.joining(","));
    sql.update(
        "INSERT INTO " + table + " (" + String.join(",", row.keySet()) + ") VALUES (" + marks + ")",
        values.toArray());
  }
}
