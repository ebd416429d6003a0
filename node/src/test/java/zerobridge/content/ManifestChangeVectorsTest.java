package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerobridge.Vectors;
import zerobridge.codec.Json;
import zerobridge.io.InnerPath;

class ManifestChangeVectorsTest {
  @TestFactory
  Stream<DynamicTest> loadedManifests() {
    return Vectors.cases(Vectors.json("content/load-content.json"))
        .map(c -> DynamicTest.dynamicTest(c.get("name").getAsString(), () -> check(c)));
  }

  private static void check(JsonObject c) throws Exception {
    InnerPath path = InnerPath.parse(c.get("inner_path").getAsString());
    if (!c.get("new").isJsonObject()) {
      byte[] broken = c.get("new").getAsString().getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> Manifest.parse(path, broken)).isInstanceOf(ContentException.class);
      return;
    }
    Manifest old =
        c.get("old").isJsonNull() ? null : Manifest.of(path, c.get("old").getAsJsonObject());
    Manifest next = Manifest.of(path, c.get("new").getAsJsonObject());
    if (old != null && next.modified() <= old.modified()) {
      assertThat(c.get("changed").getAsJsonArray()).isEmpty();
      assertThat(c.get("deleted").getAsJsonArray()).isEmpty();
      return;
    }
    ManifestChange change = ManifestChange.between(old, next);
    Set<String> disk = texts(c.get("disk_after"));

    Set<String> changed = paths(change.changed());
    if (c.get("autodownloadoptional").getAsBoolean()) {
      changed.addAll(paths(change.changedOptional()));
    }
    next.includes().keySet().stream()
        .map(InnerPath::value)
        .filter(include -> !disk.contains(include))
        .forEach(changed::add);
    assertThat(changed).isEqualTo(texts(c.get("changed")));
    Set<String> deleted = new TreeSet<>();
    paths(change.deleted()).forEach(d -> deleted.add(d.substring(path.directory().length())));
    assertThat(deleted).isEqualTo(texts(c.get("deleted")));
    for (ManifestChange.Rename rename : change.renamed()) {
      assertThat(disk).contains(rename.to().path().value());
      assertThat(disk).doesNotContain(rename.from().path().value());
    }
    Set<String> known = texts(c.get("known_manifests_after"));
    for (Map.Entry<String, JsonElement> other :
        c.get("other_manifests").getAsJsonObject().entrySet()) {
      double modified = other.getValue().getAsJsonObject().get("modified").getAsDouble();
      boolean below =
          other.getKey().startsWith(path.directory()) && !other.getKey().equals(path.value());
      assertThat(below && change.archives(InnerPath.parse(other.getKey()), modified))
          .isEqualTo(!known.contains(other.getKey()));
    }
  }

  private static Set<String> paths(Collection<FileEntry> entries) {
    Set<String> paths = new TreeSet<>();
    entries.forEach(entry -> paths.add(entry.path().value()));
    return paths;
  }

  private static Set<String> texts(JsonElement list) {
    Set<String> texts = new TreeSet<>();
    list.getAsJsonArray().forEach(item -> texts.add(item.getAsString()));
    return texts;
  }

  @Test
  void renamesInsideADirectoryKeepTheDirectory() throws Exception {
    InnerPath path = InnerPath.parse("data/users/1A/content.json");
    Manifest old =
        Manifest.of(
            path,
            Json.parseObject("{\"modified\":1,\"files\":{\"a\":{\"sha512\":\"00\",\"size\":1}}}"));
    Manifest next =
        Manifest.of(
            path,
            Json.parseObject("{\"modified\":2,\"files\":{\"b\":{\"sha512\":\"00\",\"size\":1}}}"));
    List<ManifestChange.Rename> renames = ManifestChange.between(old, next).renamed();
    assertThat(renames).hasSize(1);
    assertThat(renames.get(0).from().path()).hasToString("data/users/1A/a");
    assertThat(renames.get(0).to().path()).hasToString("data/users/1A/b");
  }
}
