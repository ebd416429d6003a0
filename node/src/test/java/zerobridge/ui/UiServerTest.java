package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.ui.UiFixture.FRAMED;
import static zerobridge.ui.UiFixture.OWN_IMAGE;
import static zerobridge.ui.UiFixture.TYPED;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.ui.RawHttp.Answer;

class UiServerTest {
  @TempDir static Path data;
  private static UiFixture ui;
  private static RawHttp http;

  @BeforeAll
  static void start() throws Exception {
    ui = new UiFixture(data);
    http = ui.http;
  }

  @AfterAll
  static void stop() {
    ui.close();
  }

  private static String frameTarget(JsonObject boot, String path) {
    return "/" + ui.address + path + "?wrapper_nonce=" + boot.get("nonce").getAsString();
  }

  @Test
  void entryLeadsToTheDashboard() throws IOException {
    Answer answer = http.get(ui.host("127.0.0.1"), "/", TYPED);
    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.header("Location"))
        .isEqualTo("http://" + ui.host("zerobridge.localhost") + "/");
  }

  @Test
  void entryLeadsToThePageHostOfAnAddressKeepingPathAndQuery() throws IOException {
    Answer answer = http.get(ui.host("127.0.0.1"), "/" + ui.address + "/a%20b.html?x=1", TYPED);
    assertThat(answer.header("Location")).isEqualTo("http://" + ui.pageHost() + "/a%20b.html?x=1");
  }

  @Test
  void entryLeadsToThePageHostOfANameInAnyCase() throws IOException {
    Answer answer = http.get(ui.host("localhost"), "/Talk.BIT/?Topic:1", TYPED);
    assertThat(answer.header("Location"))
        .isEqualTo("http://" + ui.host("talk-bit.localhost") + "/?Topic:1");
  }

  @Test
  void openFormsLeadToTheSite() throws IOException {
    String entry = ui.host("127.0.0.1");
    assertThat(
            http.get(entry, "/ZeroNet-Internal/Open?u=talk.bit%2Fx%3Fy", TYPED).header("Location"))
        .isEqualTo("http://" + ui.host("talk-bit.localhost") + "/x?y");
    String lower = ui.address.value().toLowerCase(java.util.Locale.ROOT);
    assertThat(
            http.get(entry, "/ZeroNet-Internal/Open/lower/" + lower + "/x", TYPED)
                .header("Location"))
        .isEqualTo("http://" + ui.pageHost() + "/x");
    assertThat(
            http.get(entry, "/ZeroNet-Internal/Open/label/" + ui.label + "/x", TYPED)
                .header("Location"))
        .isEqualTo("http://" + ui.pageHost() + "/x");
    Answer unknown =
        http.get(entry, "/ZeroNet-Internal/Open/lower/1abcdefghijkmnopqrstuvwxyz12345/", TYPED);
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.text()).contains("lost its capital letters");
  }

  @Test
  void proxyFormOfANameLeadsToItsPage() throws IOException {
    Answer answer = http.get("talk.bit", "http://talk.bit/x?y", "Accept: text/html");
    assertThat(answer.header("Location"))
        .isEqualTo("http://" + ui.host("talk-bit.localhost") + "/x?y");
    Answer zero = http.get("zero", "http://zero/" + ui.address + "/x", "Accept: text/html");
    assertThat(zero.header("Location")).isEqualTo("http://" + ui.pageHost() + "/x");
  }

  @Test
  void wrapperCarriesItsDataAsJson() throws IOException {
    Answer answer = http.get(ui.pageHost(), "/?Topic:1", TYPED);
    JsonObject boot = ui.boot(answer);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(answer.text()).contains("<title>A &lt;b&gt;small&lt;/b&gt; site</title>");
    assertThat(boot.get("address").getAsString()).isEqualTo(ui.address.value());
    assertThat(boot.get("contentBase").getAsString())
        .isEqualTo("http://" + ui.contentHost() + "/" + ui.address);
    assertThat(boot.get("innerPath").getAsString()).isEqualTo("index.html");
    assertThat(boot.get("showLoading").getAsBoolean()).isFalse();
    assertThat(boot.get("backgroundColor").getAsString()).isEqualTo("#eef");
    assertThat(boot.get("wrapperKey").getAsString())
        .hasSize(64)
        .isNotEqualTo(boot.get("frameKey").getAsString());
  }

  @Test
  void nameAndAddressShowTheSameSite() throws IOException {
    JsonObject boot = ui.boot(http.get(ui.host("talk-bit.localhost"), "/", TYPED));
    assertThat(boot.get("address").getAsString()).isEqualTo(ui.address.value());
    assertThat(boot.get("contentOrigin").getAsString())
        .isEqualTo("http://" + ui.host("c.talk-bit.localhost"));
  }

  @Test
  void frameGetsThePageWithItsVariables() throws IOException {
    Answer page = http.get(ui.contentHost(), frameTarget(ui.openPage(), "/"), FRAMED);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).matches("<body class='theme-light '>hello \\d+</body>");
    assertThat(page.header("Content-Security-Policy"))
        .startsWith("sandbox allow-forms allow-scripts ")
        .endsWith("frame-ancestors http://" + ui.pageHost());
    assertThat(page.header("Cache-Control")).contains("no-store");
    assertThat(page.header("Origin-Agent-Cluster")).isEqualTo("?1");
  }

  @Test
  void frameGetsPicturesWithTheHeadersOfTheirKind() throws IOException {
    Answer picture = http.get(ui.contentHost(), "/" + ui.address + "/img/a.png", OWN_IMAGE);
    assertThat(picture.status()).isEqualTo(200);
    assertThat(picture.body()).hasSize(100_000);
    assertThat(picture.header("Content-Type")).isEqualTo("image/png");
    assertThat(picture.header("Cache-Control")).isEqualTo("public, max-age=600");
    assertThat(picture.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(picture.header("Content-Security-Policy")).isEqualTo("sandbox");
    assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(picture.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    Answer script = http.get(ui.contentHost(), "/" + ui.address + "/main.js", OWN_IMAGE);
    assertThat(script.header("Content-Type")).isEqualTo("application/javascript; charset=utf-8");
    Answer json = http.get(ui.contentHost(), "/" + ui.address + "/data.json", OWN_IMAGE);
    assertThat(json.header("Cache-Control")).contains("no-store");
  }

  @Test
  void rangeIsExactlyWhatWasAskedFor() throws IOException {
    byte[] whole = Files.readAllBytes(ui.site.directory().resolve("img/a.png"));
    String target = "/" + ui.address + "/img/a.png";
    Answer part = http.get(ui.contentHost(), target, with("Range: bytes=10-19"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/100000");
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 10, 20));
    Answer tail = http.get(ui.contentHost(), target, with("Range: bytes=-100"));
    assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(whole, 99_900, 100_000));
    Answer behind = http.get(ui.contentHost(), target, with("Range: bytes=100000-"));
    assertThat(behind.status()).isEqualTo(416);
    assertThat(behind.header("Content-Range")).isEqualTo("bytes */100000");
  }

  @Test
  void headHasNoBody() throws IOException {
    Answer head =
        http.send("HEAD", ui.contentHost(), "/" + ui.address + "/img/a.png", "", OWN_IMAGE);
    assertThat(head.header("Content-Length")).isEqualTo("100000");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void missingFileIsExplained() throws IOException {
    Answer page = http.get(ui.contentHost(), frameTarget(ui.openPage(), "/none.html"), FRAMED);
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.text()).contains("none.html").contains("is not here");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
  }

  @Test
  void linkOfASiteLeavesTheFrameForItsPage() throws IOException {
    Answer own = http.get(ui.contentHost(), "/" + ui.address + "/?Topic:1&wrapper_nonce=00", TYPED);
    assertThat(own.header("Location")).isEqualTo("http://" + ui.pageHost() + "/?Topic:1");
    Answer other = http.get(ui.contentHost(), "/talk.bit/x", TYPED);
    assertThat(other.header("Location"))
        .isEqualTo("http://" + ui.host("talk-bit.localhost") + "/x");
  }

  @Test
  void unknownNameIsExplained() throws IOException {
    Answer answer = http.get(ui.host("nobody-bit.localhost"), "/", TYPED);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).contains("No site is known as nobody.bit");
  }

  @Test
  void dashboardAndItsFilesAreServed() throws IOException {
    String own = ui.host("zerobridge.localhost");
    Answer page = http.get(own, "/", TYPED);
    assertThat(page.status()).isEqualTo(200);
    java.util.regex.Matcher script =
        java.util.regex.Pattern.compile("src=\"(/\\.ui/[^\"]+)\"").matcher(page.text());
    assertThat(script.find()).isTrue();
    Answer file = http.get(own, script.group(1), OWN_IMAGE);
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Cache-Control")).contains("immutable");
  }

  private static String[] with(String header) {
    String[] all = Arrays.copyOf(OWN_IMAGE, OWN_IMAGE.length + 1);
    all[OWN_IMAGE.length] = header;
    return all;
  }
}
