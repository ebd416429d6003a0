package zerobridge.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.browser.Browser;
import zerobridge.browser.Chromium;
import zerobridge.browser.ConsoleMessage;
import zerobridge.browser.Evidence;
import zerobridge.browser.Firefox;
import zerobridge.browser.Until;
import zerobridge.browser.Xvfb;

/**
 * The main job: somebody installs ZeroBridge, types a name, and sees a site that came from a peer,
 * was verified, and is shown in its sandbox; then stops and starts the node from the popup, and
 * removes everything again.
 */
class EndToEndIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String GREETING = "Straight from another reader";

  private static final String READ_PARENT =
      "(() => { try { return parent.document.title; } catch (refused) { return refused.name; } })()";

  @TempDir Path folder;
  private OnePeerTracker tracker;
  private Launcher.RunningProcess seeder;
  private String address;
  private Launcher person;

  /** Another reader on this machine, who has made a site and serves it. */
  @BeforeEach
  void seed() throws IOException {
    tracker = new OnePeerTracker();
    Launcher author = Launcher.unpacked(folder.resolve("author"));
    Path pages = Files.createDirectories(folder.resolve("pages"));
    Files.writeString(
        pages.resolve("index.html"),
        "<!doctype html><title>Talk</title><p id=word>" + GREETING + "</p>");
    String data = folder.resolve("author/data").toString();
    String made =
        author.run(
            "site",
            "create",
            "--data",
            data,
            "--title",
            "Talk",
            "--from",
            pages.toString(),
            "--json");
    address = JsonParser.parseString(made).getAsJsonObject().get("address").getAsString();
    seeder =
        author.node(
            "run",
            "--data",
            data,
            "--ui-port",
            "0",
            "--peer-port",
            "0",
            "--bind",
            "127.0.0.1",
            "--tracker",
            tracker.url());
    tracker.tell(seeder.peerPort());
    person = Launcher.unpacked(folder.resolve("home"));
  }

  @AfterEach
  void stopSeeding() throws IOException {
    seeder.close();
    tracker.close();
  }

  @Test
  void showsATypedNameInChromium() throws IOException {
    install();
    try (Xvfb xvfb = Xvfb.start();
        Browser chromium = Chromium.start(person.home(), extension(), xvfb, Map.of())) {
      Evidence.keptOf(chromium, person.home(), () -> useAndStop(chromium));
    }
    uninstall();
  }

  @Test
  void showsATypedNameInFirefox() throws IOException {
    install();
    try (Browser firefox = Firefox.start(person.home(), extension(), null, Map.of())) {
      Evidence.keptOf(firefox, person.home(), () -> useAndStop(firefox));
    }
    uninstall();
  }

  private Path extension() {
    return person.home().resolve(".local/lib/zerobridge/extension");
  }

  /**
   * Installs, and gives the node that the browser will start what it needs to stay on this machine.
   */
  private void install() throws IOException {
    assertThat(person.run("install"))
        .contains("Chromium can start it")
        .contains("Firefox can start it");
    person.installed().run("name", "pin", "talk.bit", address);
    Files.writeString(
        person.home().resolve(".local/share/zerobridge/data/zerobridge.conf"),
        """
        ui-port = %d
        peer-port = 0
        bind = 127.0.0.1
        tracker = %s
        """
            .formatted(freePort(), tracker.url()));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void useAndStop(Browser browser) throws IOException {
    browser.openPopup();
    Until.holds("the browser has started the node", SOON, () -> isVisible(browser, "stop"));
    browser.closePopup();

    browser.type("talk.bit/");
    Until.holds(
        "the page has an address of its own",
        SOON,
        () -> browser.url().startsWith("http://talk-bit.localhost:"));
    Until.holds(
        "the site is shown in its frame",
        SOON,
        () ->
            browser
                .evaluateInFrame(
                    "//c.talk-bit.localhost:", "document.getElementById('word').textContent")
                .getAsString()
                .equals(GREETING));
    assertThat(browser.evaluateInFrame("//c.talk-bit.localhost:", READ_PARENT).getAsString())
        .isEqualTo("SecurityError");

    browser.openPopup();
    String peer = "127.0.0.1:" + seeder.peerPort();
    Until.holds(
        "the popup shows the peer",
        SOON,
        () ->
            browser
                .evaluateInPopup(
                    "[...document.querySelectorAll('#peers-list li')].map(row => row.title).join()")
                .getAsString()
                .contains(peer));

    // From here on the open page looks for its node in vain, which browsers note as an error.
    assertThat(browser.console()).noneMatch(ConsoleMessage::isError);

    browser.evaluateInPopup("document.getElementById('stop').click()");
    Until.holds(
        "the popup says that the node is stopped",
        SOON,
        () -> isVisible(browser, "trouble-button"));
    Until.holds(
        "it is", SOON, () -> person.installed().run("status").contains("The node is not running"));

    browser.evaluateInPopup("document.getElementById('trouble-button').click()");
    Until.holds("the popup starts it again", SOON, () -> isVisible(browser, "stop"));
    assertThat(person.installed().run("status")).contains("The node is running");
    browser.closePopup();
  }

  private static boolean isVisible(Browser browser, String id) throws IOException {
    return browser
        .evaluateInPopup("document.getElementById('" + id + "').getClientRects().length > 0")
        .getAsBoolean();
  }

  /** What the browsers leave in a home is theirs. */
  private void uninstall() throws IOException {
    person.installed().run("uninstall", "--purge");
    List<String> theirs =
        List.of(
            ".config/chromium",
            ".config/mozilla",
            ".cache",
            ".mozilla",
            ".pki",
            "firefox-profile",
            "browser.log",
            "Desktop",
            "Downloads");
    try (Stream<Path> walk = Files.walk(person.home())) {
      assertThat(
              walk.map(path -> person.home().relativize(path).toString())
                  .filter(
                      path ->
                          path.contains("zerobridge")
                              || theirs.stream().noneMatch(path::startsWith)))
          .containsOnly("", ".config");
    }
  }
}
