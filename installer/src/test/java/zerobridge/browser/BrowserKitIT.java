package zerobridge.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit itself, on a local page and a tiny extension, in both browsers. */
class BrowserKitIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private static final String PAGE =
      """
      <!doctype html><title>outer</title>
      <script>console.error('outer says', 7)</script>
      <iframe sandbox="allow-scripts" src="http://c.kit.localhost:PORT/inner"></iframe>
      """;

  private static final String INNER =
      """
      <!doctype html><title>inner</title><p id="word">sandboxed</p>
      <script>setTimeout(() => { throw new Error('inner broke') })</script>
      """;

  @TempDir Path home;
  private HttpServer server;
  private int port;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    port = server.getAddress().getPort();
    answer("/outer", PAGE.replace("PORT", Integer.toString(port)));
    answer("/inner", INNER);
    server.start();
  }

  @AfterEach
  void stopServing() {
    server.stop(0);
  }

  private void answer(String path, String html) {
    server.createContext(
        path,
        exchange -> {
          byte[] body = html.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  @Test
  void drivesChromium() throws IOException {
    try (Xvfb xvfb = Xvfb.start();
        Browser chromium = Chromium.start(home, kitExtension(), xvfb, Map.of())) {
      Evidence.keptOf(chromium, home, () -> prove(chromium));
    }
  }

  @Test
  void drivesFirefox() throws IOException {
    try (Browser firefox = Firefox.start(home, kitExtension(), null, Map.of())) {
      Evidence.keptOf(firefox, home, () -> prove(firefox));
    }
  }

  private void prove(Browser browser) throws IOException {
    String outer = "http://kit.localhost:" + port + "/outer?Q=1&x_y#Frag";
    browser.type(outer);
    Until.holds("the typed page is shown", SOON, () -> browser.url().equals(outer));
    Until.holds(
        "it is loaded",
        SOON,
        () -> browser.evaluate("document.readyState").getAsString().equals("complete"));

    assertThat(browser.evaluate("Promise.resolve(document.title)").getAsString())
        .isEqualTo("outer");
    assertThatThrownBy(() -> browser.evaluate("nothing.here"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing");

    assertThat(
            browser
                .evaluateInFrame("/inner", "document.getElementById('word').textContent")
                .getAsString())
        .isEqualTo("sandboxed");
    assertThat(browser.evaluateInFrame("/inner", "origin").getAsString()).isEqualTo("null");

    Until.holds(
        "both consoles are heard",
        SOON,
        () ->
            browser.console().stream().anyMatch(m -> m.isError() && m.text().equals("outer says 7"))
                && browser.console().stream()
                    .anyMatch(m -> m.isError() && m.text().contains("inner broke")));

    Path picture = home.resolve("page.png");
    browser.screenshot(picture);
    assertThat(ImageIO.read(picture.toFile()).getWidth()).isGreaterThan(600);
    browser.windowScreenshot(picture);
    BufferedImage window = ImageIO.read(picture.toFile());
    assertThat(window.getHeight()).isGreaterThan(600);

    browser.openPopup();
    Until.holds(
        "the popup sees the page below it",
        SOON,
        () ->
            browser
                .evaluateInPopup("document.getElementById('tab').textContent")
                .getAsString()
                .equals(outer));
    browser.closePopup();

    browser.open(browser.extensionUrl("popup.html"));
    Until.holds(
        "the extension's page is shown",
        SOON,
        () -> browser.evaluate("document.title").getAsString().equals("Kit popup"));
    Until.holds(
        "its background answers",
        SOON,
        () ->
            browser
                .evaluate("chrome.runtime.sendMessage('ping')")
                .getAsString()
                .equals("heard ping"));
  }

  private static Path kitExtension() {
    return Path.of("src/test/resources/kit-extension");
  }
}
