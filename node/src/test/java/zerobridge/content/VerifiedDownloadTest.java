package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.crypto.Hashes;
import zerobridge.io.InnerPath;

class VerifiedDownloadTest {
  @TempDir Path site;

  private static FileEntry entry(byte[] content) {
    return new FileEntry(
        InnerPath.parse("a/b.bin"),
        InnerPath.ROOT_MANIFEST,
        Hashes.sha512Half(content),
        content.length,
        false,
        null);
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(site)) {
      return files.filter(Files::isRegularFile).map(site::relativize).toList().stream();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 300_000})
  void storesExactlyTheListedFile(int size) throws Exception {
    byte[] content = content(size);
    try (VerifiedDownload download = VerifiedDownload.begin(entry(content), site)) {
      for (int from = 0; from < size; from += 7_000) {
        download.write(content, from, Math.min(7_000, size - from));
      }
      assertThat(download.received()).isEqualTo(size);
      download.commit();
    }
    assertThat(site.resolve("a/b.bin")).hasBinaryContent(content);
    assertThat(files()).containsExactly(Path.of("a/b.bin"));
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200_000})
  void refusesOneByteTooMany(int size) throws Exception {
    byte[] content = content(size);
    try (VerifiedDownload download = VerifiedDownload.begin(entry(content), site)) {
      download.write(content);
      assertThatThrownBy(() -> download.write(0)).hasMessageContaining("More than " + size);
    }
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200_000})
  void refusesOneWrongByteOrOneTooFew(int size) throws Exception {
    byte[] content = content(size);
    byte[] wrong = content.clone();
    wrong[size / 2] ^= 1;
    for (byte[] sent : new byte[][] {wrong, Arrays.copyOf(content, size - 1)}) {
      try (VerifiedDownload download = VerifiedDownload.begin(entry(content), site)) {
        download.write(sent);
        assertThatThrownBy(download::commit).hasMessage("Invalid hash");
      }
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void keepsTheOldFileUntilTheNewOneIsRight() throws Exception {
    Files.createDirectories(site.resolve("a"));
    Files.write(site.resolve("a/b.bin"), new byte[] {1});
    byte[] content = content(100_000);
    try (VerifiedDownload download = VerifiedDownload.begin(entry(content), site)) {
      download.write(content, 0, 90_000);
      assertThat(site.resolve("a/b.bin")).hasBinaryContent(new byte[] {1});
    }
    assertThat(site.resolve("a/b.bin")).hasBinaryContent(new byte[] {1});
    assertThat(files()).hasSize(1);
  }
}
