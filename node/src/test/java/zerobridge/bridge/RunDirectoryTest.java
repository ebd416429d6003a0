package zerobridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final Path HOME = Path.of("/home/ann");

  @Test
  void followsTheEnvironmentThenThePlatform() {
    assertThat(RunDirectory.of(Map.of("ZEROBRIDGE_RUN_DIR", "/r"), "Linux", HOME).path())
        .isEqualTo(Path.of("/r"));
    assertThat(RunDirectory.of(Map.of("XDG_RUNTIME_DIR", "/run/user/7"), "Linux", HOME).socket())
        .isEqualTo(Path.of("/run/user/7/zerobridge/node.sock"));
    assertThat(RunDirectory.of(Map.of(), "Linux", HOME).path())
        .isEqualTo(Path.of("/home/ann/.local/state/zerobridge/run"));
    assertThat(RunDirectory.of(Map.of(), "Mac OS X", HOME).path())
        .isEqualTo(Path.of("/home/ann/Library/Application Support/ZeroBridge/run"));
  }

  @Test
  void refusesALinkInItsPlace(@TempDir Path temp) throws IOException {
    Path link = Files.createSymbolicLink(temp.resolve("run"), temp);
    assertThatThrownBy(() -> new RunDirectory(link).create()).isInstanceOf(IOException.class);
  }

  @Test
  void refusesAPathTooLongForASocket(@TempDir Path temp) {
    RunDirectory deep = new RunDirectory(temp.resolve("x".repeat(120)));
    assertThatThrownBy(deep::create).hasMessageContaining("ZEROBRIDGE_RUN_DIR");
  }

  @Test
  void onlyOneNodeHoldsTheClaim(@TempDir Path temp) throws IOException {
    RunDirectory directory = new RunDirectory(temp.resolve("run"));
    try (SingleInstance first = SingleInstance.claim(directory).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(SingleInstance.claim(directory)).isEmpty();
    }
    try (SingleInstance next = SingleInstance.claim(directory).orElseThrow()) {
      assertThat(next).isNotNull();
    }
  }
}
