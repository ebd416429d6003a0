package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.Programs;

/** The pages' scripts: their pure functions, and what none of them may contain. */
class UiScriptsTest {
  private static final int PATIENCE_SECONDS = 120;

  @TempDir Path temporary;

  @Test
  void pureFunctionsPass() throws Exception {
    Path node = Programs.require("node", "nodejs");
    // Browsers need no package file to know modules; Node does.
    Path root = Files.createDirectories(temporary.resolve("src"));
    copy(Path.of("src/main/resources/zerobridge/ui"), root.resolve("main/resources/zerobridge/ui"));
    copy(Path.of("src/test/js"), root.resolve("test/js"));
    Files.writeString(temporary.resolve("package.json"), "{\"type\": \"module\"}");
    Path log = temporary.resolve("log");
    Process tests =
        new ProcessBuilder(node.toString(), "--test", root.resolve("test/js").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(tests.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(tests.exitValue()).as(Files.readString(log, StandardCharsets.UTF_8)).isZero();
  }

  @Test
  void scriptsBuildNoMarkupFromText() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/main/resources/zerobridge/ui"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".js")).toList()) {
        String text = Files.readString(file);
        assertThat(text).as(file.toString()).startsWith("// @ts-check");
        for (String forbidden :
            List.of("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(")) {
          assertThat(text).as(file.toString()).doesNotContain(forbidden);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws Exception {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
