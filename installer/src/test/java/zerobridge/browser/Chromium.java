package zerobridge.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Debian's Chromium, driven by the DevTools protocol. With a display it has an address bar to type
 * into.
 */
public final class Chromium implements Browser {

  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration POPUP = Duration.ofSeconds(10);

  private final BrowserProcess process;
  private final CdpTargets targets;
  private final @Nullable UnpackedExtension extension;
  private final @Nullable Keyboard keyboard;
  private final String page;

  private Chromium(
      BrowserProcess process,
      CdpTargets targets,
      @Nullable UnpackedExtension extension,
      @Nullable Keyboard keyboard,
      String page) {
    this.process = process;
    this.targets = targets;
    this.extension = extension;
    this.keyboard = keyboard;
    this.page = page;
  }

  /** The folder that Chromium is given as its profile; host manifests are looked for in it. */
  public static Path userDataDir(Path home) {
    return home.resolve(".config/chromium");
  }

  /**
   * Starts a browser with a fresh profile.
   *
   * @param home its home directory
   * @param extensionFolder the unpacked extension to load, or null
   * @param xvfb the display of its window; null for headless, which cannot be typed into
   * @param environment further variables, seen by the native host too
   */
  public static Chromium start(
      Path home,
      @Nullable Path extensionFolder,
      @Nullable Xvfb xvfb,
      Map<String, String> environment)
      throws IOException {
    Path program = Programs.require("chromium", "chromium");
    Path profile = userDataDir(home);
    Path portFile = profile.resolve("DevToolsActivePort");
    Files.createDirectories(profile);
    Files.deleteIfExists(portFile);

    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--user-data-dir=" + profile,
                "--remote-debugging-port=0",
                "--no-first-run",
                "--password-store=basic",
                "--disable-background-networking",
                "--disable-search-engine-choice-screen",
                "--window-position=0,0",
                "--window-size=1280,800"));
    if (ProcessHandle.current().info().user().filter("root"::equals).isPresent()) {
      command.add("--no-sandbox");
    }
    UnpackedExtension extension =
        extensionFolder == null ? null : UnpackedExtension.read(extensionFolder);
    if (extensionFolder != null) {
      command.add("--load-extension=" + extensionFolder.toAbsolutePath());
    }
    Map<String, String> variables = new HashMap<>(environment);
    if (xvfb == null) {
      command.add("--headless=new");
    } else {
      variables.put("DISPLAY", xvfb.display());
    }
    command.add("about:blank");

    BrowserProcess process = BrowserProcess.start(command, home, variables);
    URI devTools =
        Until.present("Chromium tells its port", START, () -> readPort(process, portFile));
    CdpTargets targets = new CdpTargets(devTools);
    String page = Until.present("Chromium has a window", START, () -> targets.page("about:blank"));
    Keyboard keyboard = xvfb == null ? null : Keyboard.on(xvfb);
    return new Chromium(process, targets, extension, keyboard, page);
  }

  private static Optional<URI> readPort(BrowserProcess process, Path portFile) throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("Chromium ended at once; see browser.log in its home");
    }
    List<String> lines = Files.exists(portFile) ? Files.readAllLines(portFile) : List.of();
    return lines.size() < 2
        ? Optional.empty()
        : Optional.of(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
  }

  @Override
  public String name() {
    return "chromium";
  }

  @Override
  public void open(String url) throws IOException {
    targets.command(page, "Page.navigate", Json.of("url", url));
  }

  @Override
  public void type(String text) throws IOException {
    targets.command(page, "Page.bringToFront", Json.of());
    keyboard().typeAddress(text);
  }

  @Override
  public String url() throws IOException {
    return targets.url(page);
  }

  @Override
  public JsonElement evaluate(String expression) throws IOException {
    return targets.evaluate(page, expression);
  }

  @Override
  public JsonElement evaluateInFrame(String urlPart, String expression) throws IOException {
    return targets.evaluateInFrame(page, urlPart, expression);
  }

  @Override
  public void screenshot(Path file) throws IOException {
    capture(page, file);
  }

  @Override
  public void windowScreenshot(Path file) throws IOException {
    keyboard().picture(file);
  }

  @Override
  public List<ConsoleMessage> console() {
    return targets.console();
  }

  @Override
  public String extensionUrl(String file) {
    return extension().chromiumId().origin() + file;
  }

  @Override
  public void openPopup() throws IOException {
    // Any page of the extension would do; its worker may be asleep, opening a popup by API then
    // needs it awake.
    Until.present(
        "the extension opens its popup",
        POPUP,
        () -> Optional.of(targets.evaluateInWorker(extensionUrl(""), "chrome.action.openPopup()")));
    popup();
  }

  @Override
  public JsonElement evaluateInPopup(String expression) throws IOException {
    return targets.evaluate(popup(), expression);
  }

  /** Writes a PNG of the popup alone. */
  public void popupScreenshot(Path file) throws IOException {
    capture(popup(), file);
  }

  @Override
  public void closePopup() throws IOException {
    Optional<String> open = targets.page(extensionUrl(extension().popup()));
    if (open.isPresent()) {
      targets.command(open.get(), "Page.close", Json.of());
      Until.holds(
          "the popup is closed",
          POPUP,
          () -> targets.page(extensionUrl(extension().popup())).isEmpty());
    }
  }

  @Override
  public void close() throws IOException {
    try (process;
        targets) {
      if (keyboard != null) {
        keyboard.close();
      }
      if (process.isAlive()) {
        targets.closeBrowser();
      }
    }
  }

  private String popup() {
    return Until.present(
        "the popup is there", POPUP, () -> targets.page(extensionUrl(extension().popup())));
  }

  private void capture(String target, Path file) throws IOException {
    JsonObject picture =
        targets.command(target, "Page.captureScreenshot", Json.of("format", "png"));
    Files.write(file, Base64.getDecoder().decode(Json.text(picture, "data")));
  }

  private UnpackedExtension extension() {
    if (extension == null) {
      throw new IllegalStateException("started without an extension");
    }
    return extension;
  }

  private Keyboard keyboard() {
    if (keyboard == null) {
      throw new IllegalStateException("started headless");
    }
    return keyboard;
  }
}
