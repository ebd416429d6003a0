package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Vectors;

class InnerPathVectorsTest {
  /** Valid for the reference, refused here: empty, dot and trailing-dot components, line feed. */
  private static final Set<String> STRICTER =
      Set.of("a\n", "a//b", "a/./b", "./a", "a/", "a/b/", "any./x", "any /x");

  /** Resolved by the reference to places outside the site, refused here. */
  private static final Set<String> STRICTER_STORAGE = Set.of("..", "a/..");

  private static final JsonObject FILE = Vectors.json("content/paths.json").getAsJsonObject();

  @TestFactory
  Stream<DynamicTest> relativePaths() {
    return Vectors.cases(FILE.get("relative_path"))
        .map(c -> DynamicTest.dynamicTest("path " + c.get("path"), () -> checkRelative(c)));
  }

  private static void checkRelative(JsonObject c) {
    String path = c.get("path").getAsString();
    JsonElement valid = c.get("valid");
    boolean accepted = valid.getAsJsonPrimitive().isBoolean() && valid.getAsBoolean();
    assertThat(InnerPath.isListable(path)).isEqualTo(accepted && !STRICTER.contains(path));
    assertThat(InnerPath.sanitize(path)).isEqualTo(c.get("sanitized").getAsString());
  }

  @TestFactory
  Stream<DynamicTest> storagePaths() {
    return Vectors.cases(FILE.get("storage_path"))
        .map(c -> DynamicTest.dynamicTest("path " + c.get("inner_path"), () -> checkStorage(c)));
  }

  private static void checkStorage(JsonObject c) {
    String text = c.get("inner_path").getAsString();
    Path site = Path.of("data/1SITE");
    // The site's own directory, absolute paths and directories are no inner paths here.
    boolean file = !text.isEmpty() && !text.startsWith("/") && !text.endsWith("/");
    if (c.has("error") || STRICTER_STORAGE.contains(text) || !file) {
      assertThatThrownBy(() -> InnerPath.parse(text).in(site))
          .isInstanceOf(IllegalInnerPathException.class);
    } else {
      assertThat(InnerPath.parse(text).in(site)).isEqualTo(Path.of(c.get("path").getAsString()));
    }
  }

  @TestFactory
  Stream<DynamicTest> directoriesAndNames() {
    return Vectors.cases(FILE.get("dirname"))
        .filter(c -> !c.get("filename").getAsString().isEmpty())
        .filter(c -> !c.get("path").getAsString().startsWith("/"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.get("path").getAsString(),
                    () -> {
                      InnerPath path = InnerPath.parse(c.get("path").getAsString());
                      assertThat(path.directory()).isEqualTo(c.get("dirname").getAsString());
                      assertThat(path.fileName()).isEqualTo(c.get("filename").getAsString());
                    }));
  }

  @Test
  void onlyTheExactNameIsAManifest() {
    assertThat(InnerPath.parse("content.json").isManifest()).isTrue();
    assertThat(InnerPath.parse("a/content.json").isManifest()).isTrue();
    assertThat(InnerPath.parse("a/xcontent.json").isManifest()).isFalse();
    assertThat(InnerPath.parse("a/b.txt").manifestBeside()).hasToString("a/content.json");
  }

  @Test
  void refusesLinksThatLeaveTheSite(@TempDir Path folder) throws Exception {
    Path site = folder.resolve("site");
    Files.createDirectories(site.resolve("inside"));
    Files.createSymbolicLink(site.resolve("out"), folder);
    Files.createSymbolicLink(site.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(site.resolve("in"), Path.of("inside"));
    assertThat(InnerPath.parse("in/x").in(site)).isEqualTo(site.resolve("in/x"));
    assertThatThrownBy(() -> InnerPath.parse("out/x").in(site)).hasMessageContaining("link");
    assertThatThrownBy(() -> InnerPath.parse("dangling").in(site)).hasMessageContaining("link");
  }
}
