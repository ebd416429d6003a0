package zerobridge.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.ui.UiFixture.FOREIGN_IMAGE;
import static zerobridge.ui.UiFixture.FRAMED;
import static zerobridge.ui.UiFixture.LINKED;
import static zerobridge.ui.UiFixture.OWN_IMAGE;
import static zerobridge.ui.UiFixture.TYPED;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.ui.RawHttp.Answer;

/** Attacks of the security history, each as the row it has there. */
class UiSecurityTest {
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

  private static String root(String nonce) {
    return "/" + ui.address + "/?wrapper_nonce=" + nonce;
  }

  private static SiteAddress stranger() {
    return BitcoinKey.generate(new SecureRandom()).address();
  }

  @Test
  void row1PassOpensOnePageOnce() throws IOException {
    String nonce = ui.openPage().get("nonce").getAsString();
    assertThat(http.get(ui.contentHost(), root(nonce), FRAMED).text()).contains("hello");
    Answer again = http.get(ui.contentHost(), root(nonce), FRAMED);
    assertThat(again.text()).doesNotContain("hello").contains("breakout.js");
    assertThat(again.text()).contains("http://" + ui.pageHost() + "/\"");
  }

  @Test
  void row1PassOfAnotherSiteOpensNothing() throws Exception {
    SiteAddress other = stranger();
    ui.sites.open(other);
    String host = ui.host(SiteLabel.of(other.value()).orElseThrow().text() + ".localhost");
    String nonce = ui.boot(http.get(host, "/", TYPED)).get("nonce").getAsString();
    assertThat(http.get(ui.contentHost(), root(nonce), FRAMED).text()).contains("breakout.js");
  }

  @Test
  void row1PageInTheAddressBarBecomesItsWrapper() throws IOException {
    String nonce = ui.openPage().get("nonce").getAsString();
    Answer answer = http.get(ui.contentHost(), root(nonce), TYPED);
    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.header("Location")).isEqualTo("http://" + ui.pageHost() + "/");
  }

  @Test
  void row2WrapperIsCutOffFromWhoOpenedIt() throws IOException {
    Answer page = http.get(ui.pageHost(), "/", TYPED);
    assertThat(page.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
  }

  @Test
  void row5NoRequestButAPersonsOwnAddsASite() throws IOException {
    List<String[]> requests =
        List.of(
            LINKED,
            FOREIGN_IMAGE,
            new String[] {"Accept: image/*,*/*;q=0.8"},
            new String[] {UiFixture.PAGE, "Sec-Purpose: prefetch"},
            new String[] {UiFixture.PAGE, "X-Requested-With: XMLHttpRequest"},
            new String[] {"Accept: */*"},
            new String[] {
              "Sec-Fetch-Site: none",
              UiFixture.NAVIGATE,
              "Sec-Fetch-Dest: document",
              UiFixture.PAGE,
              "Sec-Purpose: prefetch;prerender"
            });
    for (String[] headers : requests) {
      SiteAddress address = stranger();
      String host = ui.host(SiteLabel.of(address.value()).orElseThrow().text() + ".localhost");
      http.get(host, "/", headers);
      http.get(ui.host("127.0.0.1"), "/" + address + "/", headers);
      http.get(ui.contentHost(), "/" + address + "/", headers);
      assertThat(ui.sites.find(address)).as(String.join(", ", headers)).isEmpty();
    }
    SiteAddress address = stranger();
    String host = ui.host(SiteLabel.of(address.value()).orElseThrow().text() + ".localhost");
    assertThat(http.get(host, "/", TYPED).status()).isEqualTo(200);
    assertThat(ui.sites.find(address)).isPresent();
  }

  @Test
  void row5LinkedSiteOpensAfterThePersonAgrees() throws IOException {
    SiteAddress address = stranger();
    String host = ui.host(SiteLabel.of(address.value()).orElseThrow().text() + ".localhost");
    String question = http.get(host, "/?a=%22%3E&b", LINKED).text();
    Matcher nonce = Pattern.compile("name=\"nonce\" value=\"([0-9a-f]+)\"").matcher(question);
    assertThat(nonce.find()).isTrue();
    String form = "nonce=" + nonce.group(1) + "&next=%2F%3Fb";
    String origin = "Origin: http://" + host;
    String same = "Sec-Fetch-Site: same-origin";
    String add = "/ZeroNet-Internal/Add";
    assertThat(http.send("POST", host, add, form, "Origin: http://evil.example").status())
        .isEqualTo(403);
    assertThat(http.send("POST", host, add, "nonce=00&next=%2F", origin, same).status())
        .isEqualTo(403);
    assertThat(ui.sites.find(address)).isEmpty();
    Answer added = http.send("POST", host, add, form, origin, same);
    assertThat(added.status()).isEqualTo(303);
    assertThat(added.header("Location")).isEqualTo("http://" + host + "/?b");
    assertThat(ui.sites.find(address)).isPresent();
    assertThat(http.send("POST", host, add, form, origin, same).status()).isEqualTo(403);
  }

  @Test
  void row6NoForeignPageCanFrameAPageOfTheNode() throws IOException {
    for (String host : List.of(ui.pageHost(), ui.host("zerobridge.localhost"))) {
      Answer page = http.get(host, "/", TYPED);
      assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
      assertThat(page.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
      assertThat(http.get(host, "/", FRAMED).status()).isEqualTo(403);
    }
    String nonce = ui.openPage().get("nonce").getAsString();
    String[] foreignFrame = {
      "Sec-Fetch-Site: cross-site", UiFixture.NAVIGATE, "Sec-Fetch-Dest: iframe", UiFixture.PAGE
    };
    assertThat(http.get(ui.contentHost(), root(nonce), foreignFrame).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x.html", "x.HTML", "x.htm", "x.shtml", "x.xhtml", "X.Xht", "a.b.html", "dir/"})
  void row8EveryKindOfPageNeedsAPass(String name) throws IOException {
    Answer answer = http.get(ui.contentHost(), "/" + ui.address + "/" + name, FRAMED);
    assertThat(answer.text()).contains("breakout.js");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.svg", "a.xml", "a.rdf", "a.mathml", "a.xslt", "a.pdf", "a.mht", "a.xul"})
  void row9FilesThatCouldRunScriptAreHandedOutAsFiles(String name) throws IOException {
    Files.writeString(ui.site.directory().resolve(name), "<script>alert(1)</script>");
    Answer opened = http.get(ui.contentHost(), "/" + ui.address + "/" + name, TYPED);
    assertThat(opened.header("Content-Disposition")).isEqualTo("attachment");
    assertThat(opened.header("Content-Security-Policy")).isEqualTo("sandbox");
    Answer part = http.get(ui.contentHost(), "/" + ui.address + "/" + name, OWN_IMAGE);
    assertThat(part.header("Content-Disposition")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:PORT",
        "0x7f.1:PORT",
        "127.0.0.1",
        "192.168.1.5:PORT",
        "localhost",
        "127.0.0.1:1",
        "talk-bit.localhost",
        "x.localhost:PORT",
        "localhost.:PORT",
        "a.b.localhost:PORT",
        "c.c.talk-bit.localhost:PORT",
        "d.talk-bit.localhost:PORT",
        "-talk-bit.localhost:PORT",
        "talk.bit.localhost:PORT",
        "evil.bit.example",
        "[::2]:PORT"
      })
  void row10OtherHostsAreRefusedForEveryKindOfRequest(String host) throws IOException {
    String sent = host.replace("PORT", Integer.toString(ui.server.port()));
    for (String path :
        List.of(
            "/",
            "/" + ui.address + "/img/a.png",
            "/.ui/x/wrapper.js",
            "/ZeroNet-Internal/Websocket?key=0")) {
      assertThat(http.get(sent, path, TYPED).status()).as(path).isEqualTo(403);
    }
  }

  @Test
  void row10OwnHostsAreServedAlsoOverIpv6() throws IOException {
    for (String host : List.of("127.0.0.1", "localhost", "[::1]", "LOCALHOST")) {
      assertThat(http.get(ui.host(host), "/", TYPED).status()).as(host).isEqualTo(307);
    }
    assertThat(http.send("GET", "", "/", "").status()).isEqualTo(400);
  }

  @Test
  void row10NodeIsNoOpenProxy() throws IOException {
    assertThat(http.get("example.com", "http://example.com/", "Accept: text/html").status())
        .isEqualTo(403);
    assertThat(http.get(ui.host("127.0.0.1"), "http://example.com/", "Accept: text/html").status())
        .isGreaterThanOrEqualTo(400);
    assertThat(http.send("CONNECT", "example.com:443", "example.com:443", "").status())
        .isEqualTo(403);
    Answer ours = http.send("CONNECT", "talk.bit:443", "talk.bit:443", "");
    assertThat(ours.status()).isEqualTo(502);
    assertThat(ours.header("Content-Length")).isEqualTo("0");
  }

  @Test
  void row11WebSocketOpensForOwnPagesOnly() throws IOException {
    JsonObject boot = ui.openPage();
    String target = "/ZeroNet-Internal/Websocket?key=" + boot.get("wrapperKey").getAsString();
    String own = "Origin: http://" + ui.pageHost();
    List<String[]> refused =
        List.of(
            new String[] {},
            new String[] {"Origin: null"},
            new String[] {"Origin: https://" + ui.pageHost()},
            new String[] {"Origin: http://" + ui.contentHost()},
            new String[] {"Origin: http://" + ui.host("127.0.0.1")},
            new String[] {"Origin: http://evil.example"},
            new String[] {own, "Sec-Fetch-Site: cross-site"});
    String first = null;
    for (String[] headers : refused) {
      Answer answer = http.get(ui.pageHost(), target, upgrade(headers));
      assertThat(answer.status()).as(String.join(",", headers)).isEqualTo(403);
      assertThat(answer.text()).doesNotContain("localhost").doesNotContain("evil");
      first = first == null ? answer.text() : first;
    }
    assertThat(http.get(ui.pageHost(), "/ZeroNet-Internal/Websocket?key=00", upgrade(own)).status())
        .isEqualTo(403);
    assertThat(
            http.get(
                    ui.host("127.0.0.1"), target, upgrade("Origin: http://" + ui.host("127.0.0.1")))
                .status())
        .isEqualTo(403);
    assertThat(first).isNotNull();
  }

  private static String[] upgrade(String... more) {
    List<String> all =
        new java.util.ArrayList<>(
            List.of(
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%22;alert(1);%22.html",
        "/%3C/script%3E%3Cscript%3Ealert(1)%3C/script%3E.html",
        "/?%22%3E%3Cscript%3E",
        "/?a='\"><img>",
        "/%E2%80%A8.html?x=%26amp;",
        "/?{title}{nonce}"
      })
  void row13PathAndQueryNeverBecomeMarkup(String target) throws IOException {
    String plain = withoutData(http.get(ui.pageHost(), "/index.html", TYPED).text());
    Answer answer = http.get(ui.pageHost(), target, TYPED);
    // Jetty may refuse raw characters that no browser sends.
    if (answer.status() == 200) {
      assertThat(withoutData(answer.text())).isEqualTo(plain);
      assertThat(ui.boot(answer).get("address").getAsString()).isEqualTo(ui.address.value());
    } else {
      assertThat(answer.status()).isEqualTo(400);
    }
  }

  private static String withoutData(String page) {
    return page.replaceAll("(?s)(id=\"boot\">).*?(</script>)", "$1$2");
  }

  @Test
  void row14ErrorPagesShowTextAsText() throws IOException {
    Answer answer = http.get(ui.host("127.0.0.1"), "/%3Cscript%3Ealert(1)%3C/script%3E/", TYPED);
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).doesNotContain("<script");
    assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
  }

  @Test
  void row15WrapperPolicyAllowsNoForeignScript() throws IOException {
    String policy = http.get(ui.pageHost(), "/", TYPED).header("Content-Security-Policy");
    assertThat(policy)
        .contains("default-src 'none'")
        .contains("script-src 'self';")
        .contains("base-uri 'none'")
        .contains("form-action 'none'")
        .contains("frame-src http://" + ui.contentHost() + ";")
        .doesNotContain("unsafe");
  }

  @Test
  void row19ForeignPagesSeeNoDifferenceBetweenPresentAndAbsentSites() throws IOException {
    String absent = SiteLabel.of(stranger().value()).orElseThrow().text();
    for (String path :
        List.of(
            "/",
            "/" + ui.address + "/img/a.png",
            "/favicon.ico",
            "/.ui/x/wrapper.js",
            "/ZeroNet-Internal/Session")) {
      Answer here = http.get(ui.pageHost(), path, FOREIGN_IMAGE);
      Answer nowhere = http.get(ui.host(absent + ".localhost"), path, FOREIGN_IMAGE);
      assertThat(here.status()).isEqualTo(403).isEqualTo(nowhere.status());
      assertThat(here.headers()).isEqualTo(nowhere.headers());
      assertThat(here.text()).isEqualTo(nowhere.text());
      assertThat(http.get(ui.contentHost(), path, FOREIGN_IMAGE).text()).isEqualTo(here.text());
    }
  }

  @Test
  void row19OldBrowsersNeedTheSitesOwnReferer() throws IOException {
    String target = "/" + ui.address + "/img/a.png";
    assertThat(http.get(ui.contentHost(), target, "Accept: image/*").status()).isEqualTo(403);
    assertThat(http.get(ui.contentHost(), target, "Referer: http://evil.example/").status())
        .isEqualTo(403);
    assertThat(
            http.get(ui.contentHost(), target, "Referer: http://" + ui.contentHost() + "/x")
                .status())
        .isEqualTo(200);
  }

  @Test
  void serviceWorkersAreRefused() throws IOException {
    String target = "/" + ui.address + "/main.js";
    assertThat(
            http.get(
                    ui.contentHost(),
                    target,
                    "Sec-Fetch-Site: same-origin",
                    "Sec-Fetch-Mode: same-origin",
                    "Service-Worker: script")
                .status())
        .isEqualTo(403);
  }

  @Test
  void pageHostServesNoFileOfTheSite() throws IOException {
    Answer script = http.get(ui.pageHost(), "/main.js", OWN_IMAGE);
    assertThat(script.status()).isEqualTo(403);
    Answer opened = http.get(ui.pageHost(), "/main.js", TYPED);
    assertThat(opened.header("Location"))
        .isEqualTo("http://" + ui.contentHost() + "/" + ui.address + "/main.js");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../users.json",
        "/%2e%2e/users.json",
        "/..%2fusers.json",
        "/%252e%252e/users.json",
        "/..\\users.json",
        "/..%5cusers.json",
        "/./index.html",
        "/img/../../users.json",
        "/CON",
        "/a:b",
        "/.hidden",
        "/-private",
        "/link/users.json"
      })
  void row25NothingOutsideTheSiteIsServed(String path) throws IOException {
    Path link = ui.site.directory().resolve("link");
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, data);
    }
    Answer answer = http.get(ui.contentHost(), "/" + ui.address + path, OWN_IMAGE);
    assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    assertThat(answer.text()).doesNotContain("master_seed");
  }
}
