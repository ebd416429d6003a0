package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;
import zerobridge.codec.Json;

/** The registry on disk, shared with other programs. */
class SitesFileTest {
  private static final long NOW = 1_800_000_000;

  @TempDir Path data;

  private static SiteSettings settings(JsonObject stored) {
    return SiteSettings.of(stored, NOW, new SecureRandom());
  }

  @Test
  void whatTheReferenceWroteComesBackAsItWas() throws IOException {
    Path recorded = Vectors.path("content/data-dir/sites.json");
    Files.copy(recorded, data.resolve("sites.json"));
    SitesFile file = new SitesFile(data);
    Map<String, JsonObject> saved = new TreeMap<>();
    file.load().forEach((address, json) -> saved.put(address, settings(json).json()));

    file.save(saved);

    JsonObject before = Json.parseObject(Files.readAllBytes(recorded));
    JsonObject after = Json.parseObject(Files.readAllBytes(data.resolve("sites.json")));
    for (String address : before.keySet()) {
      JsonObject kept = after.getAsJsonObject(address);
      before
          .getAsJsonObject(address)
          .entrySet()
          .forEach(each -> assertThat(kept.get(each.getKey())).isEqualTo(each.getValue()));
    }
  }

  @Test
  void entriesOfOtherProgramsAreKept() throws IOException {
    Files.writeString(data.resolve("sites.json"), "{\"version\": 7}");
    SitesFile file = new SitesFile(data);

    assertThat(file.load()).isEmpty();
    file.save(Map.of());

    assertThat(Json.parseObject(Files.readAllBytes(data.resolve("sites.json"))).get("version"))
        .isEqualTo(Json.parse("7"));
  }

  @Test
  void aFileLostInTheMiddleOfASaveIsRestored() throws IOException {
    Files.writeString(
        data.resolve("sites.json-tmpold"),
        "{\"1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT\": {\"own\": true}}");

    assertThat(new SitesFile(data).load()).containsKey("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  }

  @Test
  void aBrokenFileIsNotOverwritten() throws IOException {
    Files.writeString(data.resolve("sites.json"), "{broken");

    assertThatThrownBy(() -> new SitesFile(data).load()).isInstanceOf(IOException.class);
    assertThat(data.resolve("sites.json")).hasContent("{broken");
  }

  @Test
  void missingAndMalformedKeysGetTheirDefaults() throws IOException {
    SiteSettings settings =
        settings(Json.parseObject("{\"own\": \"yes\", \"permissions\": 3, \"later\": [1]}"));

    assertThat(settings.own()).isFalse();
    assertThat(settings.serving()).isTrue();
    assertThat(settings.permissions()).isEmpty();
    assertThat(settings.added()).isEqualTo(NOW);
    assertThat(settings.downloaded()).isEmpty();
    assertThat(settings.wrapperKey()).hasSize(64);
    assertThat(settings.json().get("later")).isEqualTo(Json.parse("[1]"));
  }

  @Test
  void aChangeLeavesTheOldSnapshotAlone() throws IOException {
    SiteSettings before = settings(new JsonObject());

    SiteSettings after = before.withPermission("ADMIN");

    assertThat(before.permissions()).isEmpty();
    assertThat(after.permissions()).containsExactly("ADMIN");
    assertThat(after.withoutPermission("ADMIN").permissions()).isEmpty();
  }
}
