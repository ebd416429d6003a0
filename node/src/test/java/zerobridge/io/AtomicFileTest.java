package zerobridge.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
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

  @Test
  void removesOnlyLeftoversOfEarlierProcesses() throws Exception {
    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    String[] kept = {".zb-notours.tmp", "zb-1.tmp", ".zb-1.tmp.txt", "a.zb-12.tmp", ".zb-.tmp"};
    Path sub = Files.createDirectories(folder.resolve("site/data"));
    for (String name : kept) {
      Files.setLastModifiedTime(
          Files.write(sub.resolve(name), new byte[1]), FileTime.from(start.minusSeconds(9)));
    }
    Path old = AtomicFile.temporaryBeside(sub.resolve("content.json"));
    Files.setLastModifiedTime(Files.write(old, new byte[1]), FileTime.from(start.minusSeconds(1)));
    Path young = AtomicFile.temporaryBeside(sub.resolve("content.json"));
    Files.setLastModifiedTime(Files.write(young, new byte[1]), FileTime.from(start));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path linked = Files.copy(old, elsewhere.resolve(old.getFileName()));
    Files.setLastModifiedTime(linked, FileTime.from(start.minusSeconds(1)));
    Files.createSymbolicLink(sub.resolve("link"), elsewhere);

    assertThat(AtomicFile.removeLeftovers(folder.resolve("site"), start)).isEqualTo(1);
    assertThat(old).doesNotExist();
    assertThat(young).exists();
    assertThat(linked).exists();
    assertThat(names(sub)).contains(kept);
  }

  private static Stream<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().stream();
    }
  }
}
