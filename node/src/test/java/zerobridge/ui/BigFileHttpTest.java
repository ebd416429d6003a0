package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.site.BigSite;
import zerobridge.site.Site;
import zerobridge.site.TestNode;
import zerobridge.ui.RawHttp.Answer;

/** What a video element does with a big file of which nothing is here yet. */
class BigFileHttpTest {
  private static final String[] OWN_VIDEO = {
    "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: video"
  };

  @TempDir Path folder;
  private TestNode seeder;
  private TestNode visitor;
  private BigSite sample;
  private Site site;
  private UiFixture ui;

  @BeforeEach
  void start() throws Exception {
    seeder = TestNode.start(folder.resolve("seeder"));
    visitor = TestNode.start(folder.resolve("visitor"));
    sample = BigSite.on(seeder);
    site = visitor.visit(sample.address(), seeder.address());
    ui = new UiFixture(folder.resolve("ui"), visitor, sample.address());
  }

  @AfterEach
  void stop() {
    ui.close();
    visitor.close();
    seeder.close();
  }

  private Answer ask(String method, String... more) throws IOException {
    return ui.http.send(
        method,
        ui.contentHost(),
        "/" + sample.address() + "/" + BigSite.VIDEO,
        "",
        Stream.concat(Stream.of(OWN_VIDEO), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void aSeekIsAnsweredWithoutTheBeginningOfTheFile() throws IOException {
    int from = 10 * BigSite.PIECE + 7;

    Answer part = ask("GET", "Range: bytes=" + from + "-" + (from + 99_999));

    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range"))
        .isEqualTo("bytes " + from + "-" + (from + 99_999) + "/" + BigSite.SIZE);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(sample.video, from, from + 100_000));
    assertThat(site.openBig(BigSite.VIDEO).orElseThrow().bytesPresent())
        .isLessThanOrEqualTo(3L * BigSite.PIECE);
  }

  @Test
  void anOpenRangeStreamsToTheEndAcrossPieces() throws IOException {
    int from = 8 * BigSite.PIECE - 1;

    Answer rest = ask("GET", "Range: bytes=" + from + "-");

    assertThat(rest.header("Content-Length")).isEqualTo(String.valueOf(BigSite.SIZE - from));
    assertThat(rest.body()).isEqualTo(Arrays.copyOfRange(sample.video, from, BigSite.SIZE));
    assertThat(site.isPresent(BigSite.VIDEO)).isFalse();
  }

  @Test
  void theWholeFileStreamsToo() throws IOException {
    Answer whole = ask("GET");

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(whole.header("Content-Type")).startsWith("video/mp4");
    assertThat(whole.body()).isEqualTo(sample.video);
    assertThat(site.isPresent(BigSite.VIDEO)).isTrue();
    assertThat(ask("GET", "Range: bytes=0-9").body())
        .isEqualTo(Arrays.copyOfRange(sample.video, 0, 10));
  }

  @Test
  void headTellsTheFullSizeAndFetchesNothing() throws IOException {
    Answer head = ask("HEAD");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(BigSite.SIZE));
    assertThat(head.body()).isEmpty();
    assertThat(site.openBig(BigSite.VIDEO).orElseThrow().bytesPresent()).isZero();
  }

  @Test
  void aRangeBehindTheEndIsRefusedAtOnce() throws IOException {
    Answer behind = ask("GET", "Range: bytes=" + BigSite.SIZE + "-");

    assertThat(behind.status()).isEqualTo(416);
    assertThat(behind.header("Content-Range")).isEqualTo("bytes */" + BigSite.SIZE);
  }

  @Test
  void whatNobodyHasIsExplained() throws IOException {
    sample.site.pause();

    Answer part = ask("GET", "Range: bytes=0-9");

    assertThat(part.status()).isEqualTo(404);
    assertThat(part.header("Content-Range")).isEmpty();
    assertThat(part.text()).contains("video.mp4").contains("is not here");
  }

  private String command(String name, String path) throws IOException {
    JsonObject params = new JsonObject();
    params.addProperty("inner_path", path);
    return TestNode.await(ui.api.call(site, name, params)).toString();
  }

  @Test
  void aPageThatNeedsItGetsTheHashesOfItsPiecesOnly() throws IOException {
    assertThat(command("fileNeed", BigSite.VIDEO.value())).isEqualTo("\"ok\"");

    assertThat(site.isPresent(BigSite.PIECEMAP)).isTrue();
    assertThat(site.openBig(BigSite.VIDEO).orElseThrow().bytesPresent()).isZero();
  }

  @Test
  void aPageThatNeedsAllOfItGetsAllOfIt() throws IOException {
    assertThat(command("fileNeed", BigSite.VIDEO + "|all")).isEqualTo("\"ok\"");

    assertThat(site.isPresent(BigSite.VIDEO)).isTrue();
  }
}
