package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.crypto.BitcoinKey;
import zerobridge.io.InnerPath;
import zerobridge.site.Site;
import zerobridge.site.TestNode;
import zerobridge.ui.RawHttp.Answer;

/** Files in an optional archive of a site that is fetched when a page asks for one of them. */
class ArchiveHttpTest {
  private static final InnerPath ARCHIVE = InnerPath.parse("pack/files.zip");

  private final byte[] picture = new byte[300_000];

  @TempDir Path folder;
  private TestNode author;
  private TestNode visitor;
  private Site site;
  private UiFixture ui;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(picture);
    author = TestNode.start(folder.resolve("author"));
    visitor = TestNode.start(folder.resolve("visitor"));
    JsonObject root = new JsonObject();
    root.addProperty("optional", "pack/.*");
    BitcoinKey key = BitcoinKey.generate(new SecureRandom());
    Site made = TestNode.await(author.sites().create(key, root, this::fill));
    site = visitor.visit(made.address(), author.address());
    ui = new UiFixture(folder.resolve("ui"), visitor, made.address());
  }

  private void fill(Path directory) throws IOException {
    Files.writeString(directory.resolve("index.html"), "<h1>Hello</h1>");
    Files.createDirectories(directory.resolve("pack"));
    try (OutputStream out = Files.newOutputStream(directory.resolve(ARCHIVE.value()));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "img/a.png", picture);
      put(zip, "page.html", "<h1>{site_modified}</h1>".getBytes(StandardCharsets.UTF_8));
      put(zip, "zeros.bin", new byte[4 << 20]);
    }
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  @AfterEach
  void stop() {
    ui.close();
    visitor.close();
    author.close();
  }

  private Answer ask(String method, String member, String... more) throws IOException {
    String[] headers =
        Stream.concat(Arrays.stream(UiFixture.OWN_IMAGE), Arrays.stream(more))
            .toArray(String[]::new);
    return ui.http.send(
        method, ui.contentHost(), "/" + site.address() + "/" + ARCHIVE + "/" + member, "", headers);
  }

  @Test
  void aPictureInAnArchiveComesWithTheHeadersOfAPicture() throws IOException {
    assertThat(site.isPresent(ARCHIVE)).isFalse();

    Answer answer = ask("GET", "img/a.png");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("image/png");
    assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox");
    assertThat(answer.body()).isEqualTo(picture);
    assertThat(site.isPresent(ARCHIVE)).isTrue();
  }

  @Test
  void aPartOfItIsAnsweredAndSoIsHead() throws IOException {
    Answer part = ask("GET", "img/a.png", "Range: bytes=200000-200099");

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(picture, 200_000, 200_100));
    Answer head = ask("HEAD", "img/a.png");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("300000");
  }

  @Test
  void whatIsNotInTheArchiveIsNotFound() throws IOException {
    assertThat(ask("GET", "img/b.png").status()).isEqualTo(404);
    assertThat(ask("GET", "../../content.json").status()).isNotEqualTo(200);
    assertThat(ask("GET", "%2e%2e/%2e%2e/content.json").status()).isNotEqualTo(200);
  }

  @Test
  void aBombIsRefusedWithTheReason() throws IOException {
    Answer answer = ask("GET", "zeros.bin");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("more tightly than anything honest");
  }

  private String api(String command, String path) throws IOException {
    JsonObject params = new JsonObject();
    params.addProperty("inner_path", path);
    return TestNode.await(ui.api.call(site, command, params)).toString();
  }

  @Test
  void pagesReadFilesInAnArchiveByCommand() throws IOException {
    assertThat(api("fileGet", ARCHIVE + "/page.html")).contains("{site_modified}");
    assertThat(api("fileGet", ARCHIVE + "/missing.html")).isEqualTo("null");
  }

  @Test
  void pagesHearWhatIsKnownOfAnOptionalFile() throws IOException {
    assertThat(api("optionalFileInfo", ARCHIVE.value()))
        .contains("\"is_downloaded\":0", "\"peer\":1");

    ask("GET", "img/a.png");

    assertThat(api("optionalFileInfo", ARCHIVE.value()))
        .contains("\"is_downloaded\":1", "\"peer\":2");
    assertThat(api("optionalFileInfo", "index.html")).isEqualTo("null");
    JsonObject order = new JsonObject();
    assertThat(TestNode.await(ui.api.call(site, "optionalFileList", order)).toString())
        .contains(ARCHIVE.value(), "\"downloaded_percent\":100");
    order.addProperty("orderby", "(select 1)");
    assertThat(TestNode.await(ui.api.call(site, "optionalFileList", order)).toString())
        .contains("Invalid order_by");
  }

  @Test
  void aPageInAnArchiveOpensOnlyInTheWrapper() throws Exception {
    String target = "/" + site.address() + "/" + ARCHIVE + "/page.html";

    Answer alone = ui.http.get(ui.contentHost(), target, UiFixture.FRAMED);
    assertThat(alone.text()).doesNotContain("<h1>");
    String frame =
        ui.boot(ui.http.get(ui.pageHost(), "/" + ARCHIVE + "/page.html", UiFixture.TYPED))
            .toString();
    assertThat(frame).contains(ARCHIVE + "/page.html");
  }
}
