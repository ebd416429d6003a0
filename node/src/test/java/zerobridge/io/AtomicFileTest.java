package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesAndMakesDirectories() throws Exception {
    Path file = folder.resolve("a/b/c.json");
    AtomicFile.write(file, new byte[] {1});
    AtomicFile.write(file, new byte[] {2, 3});
    assertThat(file).hasBinaryContent(new byte[] {2, 3});
    assertThat(names(file.resolveSibling("."))).containsExactly("c.json");
  }

  @Test
  void keepsTheOldContentWhenWritingFails() throws Exception {
    Path file = folder.resolve("x");
    AtomicFile.write(file, new byte[] {1});
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(9);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(file).hasBinaryContent(new byte[] {1});
    assertThat(names(folder)).containsExactly("x");
  }

  @Test
  void privateFilesAreTheOwnersOnly() throws Exception {
    Path file = folder.resolve("users.json");
    AtomicFile.writePrivate(file, new byte[] {1});
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void movesAFinishedDownload() throws Exception {
    Path target = folder.resolve("sub/y");
    Path temporary = AtomicFile.temporaryBeside(target);
    assertThat(AtomicFile.isTemporary(temporary)).isTrue();
    Files.write(temporary, new byte[] {7});
    AtomicFile.move(temporary, target);
    assertThat(target).hasBinaryContent(new byte[] {7});
    assertThat(names(folder.resolve("sub"))).containsExactly("y");
  }

  private static Stream<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }
}
