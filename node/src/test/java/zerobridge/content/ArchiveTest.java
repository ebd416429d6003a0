package zerobridge.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.Programs;
import zerobridge.io.InnerPath;

/** Files in zip and tar.gz files, honest and hostile. */
class ArchiveTest {
  private static final String LONG_NAME = "a-folder/".repeat(20) + "b-name".repeat(20) + ".txt";

  @TempDir Path folder;

  private static Optional<String> text(Path archive, String member) throws IOException {
    Optional<Archive.Member> found = Archive.open(archive, member);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Archive.Member open = found.get()) {
      byte[] content = open.content().readAllBytes();
      assertThat(content).hasSize((int) open.size());
      return Optional.of(new String(content, StandardCharsets.UTF_8));
    }
  }

  private interface Filling {
    void into(ZipOutputStream zip) throws IOException;
  }

  private Path zip(Filling filling) throws IOException {
    Path file = folder.resolve("x.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      filling.into(zip);
    }
    return file;
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPathIsSplitAtTheFirstArchiveInIt() {
    assertThat(Archive.split(InnerPath.parse("a/b.zip/c/d.txt")))
        .contains(new Archive.Place(InnerPath.parse("a/b.zip"), "c/d.txt"));
    assertThat(Archive.split(InnerPath.parse("b.tar.gz/d.zip/e")))
        .contains(new Archive.Place(InnerPath.parse("b.tar.gz"), "d.zip/e"));
    assertThat(Archive.split(InnerPath.parse("B.ZIP/e")))
        .contains(new Archive.Place(InnerPath.parse("B.ZIP"), "e"));
    assertThat(Archive.split(InnerPath.parse("a/b.zip"))).isEmpty();
    assertThat(Archive.split(InnerPath.parse("a.zipper/b"))).isEmpty();
  }

  @Test
  void filesOfAZipAreFoundByTheirExactNames() throws IOException {
    Path file =
        zip(
            zip -> {
              put(zip, "a/", new byte[0]);
              put(zip, "a/one.txt", bytes("one"));
              put(zip, "../../outside.txt", bytes("outside"));
              put(zip, "ü.txt", bytes("umlaut"));
              put(zip, "empty", new byte[0]);
            });

    assertThat(text(file, "a/one.txt")).contains("one");
    assertThat(text(file, "ü.txt")).contains("umlaut");
    assertThat(text(file, "empty")).contains("");
    assertThat(text(file, "a/")).isEmpty();
    assertThat(text(file, "a/two.txt")).isEmpty();
  }

  @Test
  void aZipBombIsRefused() throws IOException {
    Path file = zip(zip -> put(zip, "zeros", new byte[8 << 20]));

    assertThat(Files.size(file)).isLessThan(20_000);
    assertThatThrownBy(() -> Archive.open(file, "zeros"))
        .isInstanceOf(ContentException.class)
        .hasMessageContaining("more tightly");
  }

  @Test
  void aMemberLargerThanAllowedIsRefused() throws IOException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);
    Path file =
        zip(
            zip -> {
              zip.setLevel(0);
              zip.putNextEntry(new ZipEntry("large"));
              for (int i = 0; i < 65; i++) {
                zip.write(noise);
              }
              zip.closeEntry();
            });

    assertThatThrownBy(() -> Archive.open(file, "large"))
        .isInstanceOf(ContentException.class)
        .hasMessageContaining("at most 67108864 are read");
  }

  @Test
  void aZipDirectoryThatClaimsTooMuchIsNotRead() throws IOException {
    Path file = zip(zip -> put(zip, "a", bytes("a")));
    byte[] content = Files.readAllBytes(file);
    content[content.length - 22 + 15] = 0x7f;
    Files.write(file, content);

    assertThatThrownBy(() -> Archive.open(file, "a"))
        .isInstanceOf(ContentException.class)
        .hasMessage("The zip file's directory is too large");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.zip", "x.tar.gz"})
  void garbageIsNoArchive(String name) throws IOException {
    Path file = folder.resolve(name);
    byte[] noise = new byte[5000];
    new Random(2).nextBytes(noise);
    Files.write(file, noise);

    assertThatThrownBy(() -> Archive.open(file, "a")).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gnu", "posix", "ustar"})
  void whatTarPacksIsRead(String format) throws Exception {
    Path tar = Programs.require("tar", "tar");
    Path source = folder.resolve("source");
    boolean shortOnly = format.equals("ustar");
    List<String> names = shortOnly ? List.of("a/one.txt") : List.of("a/one.txt", LONG_NAME);
    for (String name : names) {
      Files.createDirectories(source.resolve(name).getParent());
      Files.writeString(source.resolve(name), "content of " + name);
    }
    Files.createSymbolicLink(source.resolve("link"), Path.of("/etc/passwd"));
    byte[] noise = new byte[100_000];
    new Random(3).nextBytes(noise);
    Files.write(source.resolve("a/noise"), noise);
    Path file = folder.resolve("x.tar.gz");
    Process packing =
        new ProcessBuilder(
                tar.toString(), "--format=" + format, "-C", source + "", "-czf", file + "", ".")
            .inheritIO()
            .start();
    assertThat(packing.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(packing.exitValue()).isZero();

    for (String name : names) {
      assertThat(text(file, name)).contains("content of " + name);
    }
    try (Archive.Member open = Archive.open(file, "a/noise").orElseThrow()) {
      assertThat(open.content().readAllBytes()).isEqualTo(noise);
    }
    assertThat(text(file, "link")).isEmpty();
    assertThat(text(file, "a")).isEmpty();
    assertThat(text(file, "missing")).isEmpty();
  }

  @Test
  void aTarBombIsGivenUpWhileItIsLookedThrough() throws IOException {
    Path file = folder.resolve("x.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(header("zeros", 1L << 35));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 50; i++) {
        out.write(zeros);
      }
    }

    assertThatThrownBy(() -> Archive.open(file, "behind"))
        .isInstanceOf(ContentException.class)
        .hasMessageContaining("more tightly");
  }

  @Test
  void aTarFileThatEndsEarlyIsNotTakenForWhole() throws IOException {
    Path file = folder.resolve("x.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(header("short", 1000));
      out.write(new byte[10]);
    }

    try (Archive.Member open = Archive.open(file, "short").orElseThrow()) {
      assertThatThrownBy(() -> open.content().readAllBytes())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("shorter than it claims");
    }
  }

  private static byte[] header(String name, long size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", size));
    put(header, 148, "        ");
    header[156] = '0';
    put(header, 257, "ustar");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
