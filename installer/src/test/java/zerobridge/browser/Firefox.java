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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Firefox ESR, driven by Marionette; its consoles are heard through WebDriver BiDi. It can be typed
 * into with and without a display, because Marionette presses keys inside the browser.
 */
public final class Firefox implements Browser {

  private static final Duration START = Duration.ofSeconds(40);
  private static final Duration POPUP = Duration.ofSeconds(10);
  private static final String ENTER = "\uE007";
  private static final String DELETE = "\uE017";

  private static final String POPUP_BROWSER = ".webextension-popup-browser";

  private final BrowserProcess process;
  private final Marionette marionette;
  private final RemoteSocket bidi;
  private final List<ConsoleMessage> console;
  private final @Nullable UnpackedExtension extension;

  private Firefox(
      BrowserProcess process,
      Marionette marionette,
      RemoteSocket bidi,
      List<ConsoleMessage> console,
      @Nullable UnpackedExtension extension) {
    this.process = process;
    this.marionette = marionette;
    this.bidi = bidi;
    this.console = console;
    this.extension = extension;
  }

  /** Starts a browser with a fresh profile; see {@link Chromium#start}. */
  public static Firefox start(
      Path home,
      @Nullable Path extensionFolder,
      @Nullable Xvfb xvfb,
      Map<String, String> environment)
      throws IOException {
    Path program = Programs.require("firefox-esr", "firefox-esr");
    Path profile = Files.createDirectories(home.resolve("firefox-profile"));
    Path portFile = profile.resolve("MarionetteActivePort");
    Files.deleteIfExists(portFile);
    UnpackedExtension extension =
        extensionFolder == null ? null : UnpackedExtension.read(extensionFolder);
    FirefoxPreferences.write(profile, extension);

    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--marionette",
                "-remote-allow-system-access",
                "--remote-debugging-port=0",
                "--no-remote",
                "--profile",
                profile.toString(),
                "--width=1280",
                "--height=800"));
    Map<String, String> variables = new HashMap<>(environment);
    if (xvfb == null) {
      command.add("--headless");
    } else {
      variables.put("DISPLAY", xvfb.display());
    }
    BrowserProcess process = BrowserProcess.start(command, home, variables);
    Marionette marionette =
        Until.present("Firefox answers", START, () -> connect(process, portFile));
    JsonObject wishes = Json.of("webSocketUrl", true, "pageLoadStrategy", "none");
    JsonObject session = marionette.call("WebDriver:NewSession", wishes).getAsJsonObject();
    List<ConsoleMessage> console = new CopyOnWriteArrayList<>();
    RemoteSocket bidi =
        RemoteSocket.connect(
            URI.create(Json.text(session, "capabilities.webSocketUrl")),
            event -> listen(event, console));
    bidi.call(null, "session.subscribe", Json.of("events", List.of("log.entryAdded")));
    if (extensionFolder != null) {
      JsonObject addon =
          Json.of("path", extensionFolder.toAbsolutePath().toString(), "temporary", true);
      marionette.call("Addon:Install", addon);
    }
    return new Firefox(process, marionette, bidi, console, extension);
  }

  private static Optional<Marionette> connect(BrowserProcess process, Path portFile)
      throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError("Firefox ended at once; see browser.log in its home");
    }
    String port = Files.exists(portFile) ? Files.readString(portFile).strip() : "";
    return port.isEmpty() ? Optional.empty() : Optional.of(new Marionette(Integer.parseInt(port)));
  }

  private static void listen(JsonObject event, List<ConsoleMessage> console) {
    if (Json.text(event, "method").equals("log.entryAdded")) {
      JsonObject entry = event.getAsJsonObject("params");
      String level = Json.text(entry, "level").replace("warn", "warning");
      String source = "";
      if (entry.has("stackTrace") && entry.get("stackTrace").isJsonObject()) {
        for (JsonElement frame : entry.getAsJsonObject("stackTrace").getAsJsonArray("callFrames")) {
          source = source.isEmpty() ? Json.text(frame.getAsJsonObject(), "url") : source;
        }
      }
      console.add(new ConsoleMessage(level, Json.text(entry, "text"), source));
    }
  }

  @Override
  public String name() {
    return "firefox";
  }

  @Override
  public void open(String url) throws IOException {
    marionette.call("WebDriver:Navigate", Json.of("url", url));
  }

  @Override
  public void type(String text) throws IOException {
    inChrome(
        () -> {
          script("gURLBar.focus(); gURLBar.select();");
          List<Map<String, String>> keys = new ArrayList<>();
          (text + DELETE + ENTER)
              .codePoints()
              .mapToObj(Character::toString)
              .forEach(
                  key -> {
                    keys.add(Map.of("type", "keyDown", "value", key));
                    keys.add(Map.of("type", "keyUp", "value", key));
                  });
          JsonObject keyboard = Json.of("type", "key", "id", "keyboard", "actions", keys);
          marionette.call("WebDriver:PerformActions", Json.of("actions", List.of(keyboard)));
          return marionette.call("WebDriver:ReleaseActions", Json.of());
        });
  }

  @Override
  public String url() throws IOException {
    return inChrome(() -> script("return gBrowser.currentURI.spec;")).getAsString();
  }

  @Override
  public JsonElement evaluate(String expression) throws IOException {
    marionette.call("WebDriver:SwitchToFrame", Json.of());
    return await(expression);
  }

  @Override
  public JsonElement evaluateInFrame(String urlPart, String expression) throws IOException {
    marionette.call("WebDriver:SwitchToFrame", Json.of());
    try {
      if (!enterFrame(urlPart)) {
        throw new IOException("no frame whose address contains " + urlPart);
      }
      return await(expression);
    } finally {
      marionette.call("WebDriver:SwitchToFrame", Json.of());
    }
  }

  private boolean enterFrame(String urlPart) throws IOException {
    JsonObject selector = Json.of("using", "css selector", "value", "iframe, frame");
    for (JsonElement element :
        marionette.call("WebDriver:FindElements", selector).getAsJsonArray()) {
      marionette.call("WebDriver:SwitchToFrame", Json.of("element", element));
      if (script("return location.href;").getAsString().contains(urlPart) || enterFrame(urlPart)) {
        return true;
      }
      marionette.call("WebDriver:SwitchToParentFrame", Json.of());
    }
    return false;
  }

  @Override
  public void screenshot(Path file) throws IOException {
    marionette.call("WebDriver:SwitchToFrame", Json.of());
    writePicture(marionette.value("WebDriver:TakeScreenshot", Json.of("full", false)), file);
  }

  @Override
  public void windowScreenshot(Path file) throws IOException {
    writePicture(
        inChrome(() -> marionette.value("WebDriver:TakeScreenshot", Json.of("full", true))), file);
  }

  @Override
  public List<ConsoleMessage> console() {
    return List.copyOf(console);
  }

  @Override
  public String extensionUrl(String file) {
    return "moz-extension://" + FirefoxPreferences.EXTENSION_UUID + "/" + file;
  }

  @Override
  public void openPopup() throws IOException {
    String widget = extension().geckoId().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "_");
    String button = Json.literal(widget + "-browser-action");
    inChrome(
        () -> {
          script("CustomizableUI.addWidgetToArea(" + button + ", CustomizableUI.AREA_NAVBAR);");
          Until.holds(
              "the extension's button is in the toolbar",
              POPUP,
              () -> script("return !!document.getElementById(" + button + ");").getAsBoolean());
          return script(
              "document.getElementById(" + button + ").querySelector('toolbarbutton').click();");
        });
    Until.holds(
        "the popup is there",
        POPUP,
        () -> evaluateInPopup("document.readyState").getAsString().equals("complete"));
  }

  /** The popup is no window to Marionette, so its own agent in the popup's process is asked. */
  @Override
  public JsonElement evaluateInPopup(String expression) throws IOException {
    String body =
        """
        const [inner, done] = arguments;
        const popup = document.querySelector('%s');
        const agent = popup?.browsingContext.currentWindowGlobal.getActor('MarionetteCommands');
        const answer = agent
          ? agent.executeScript(inner, [], { timeout: 10000, async: true })
          : Promise.resolve({ error: 'the popup is not open' });
        answer.then(done, error => done({ error: String(error) }));
        """
            .formatted(POPUP_BROWSER);
    JsonObject script = Json.of("script", body, "args", List.of(awaiting(expression)));
    return result(inChrome(() -> marionette.value("WebDriver:ExecuteAsyncScript", script)));
  }

  @Override
  public void closePopup() throws IOException {
    inChrome(
        () ->
            script(
                "const b = document.querySelector('"
                    + POPUP_BROWSER
                    + "'); if (b) b.closest('panel').hidePopup();"));
  }

  @Override
  public void close() throws IOException {
    try (process;
        marionette;
        bidi) {
      if (process.isAlive()) {
        marionette.call("Marionette:Quit", Json.of("flags", List.of("eForceQuit")));
      }
    }
  }

  /** A step in the browser's own window instead of the page. */
  @FunctionalInterface
  private interface ChromeStep {
    JsonElement run() throws IOException;
  }

  private JsonElement inChrome(ChromeStep step) throws IOException {
    marionette.call("Marionette:SetContext", Json.of("value", "chrome"));
    try {
      return step.run();
    } finally {
      marionette.call("Marionette:SetContext", Json.of("value", "content"));
    }
  }

  private JsonElement script(String body) throws IOException {
    return marionette.value("WebDriver:ExecuteScript", Json.of("script", body, "args", List.of()));
  }

  private JsonElement await(String expression) throws IOException {
    JsonObject script = Json.of("script", awaiting(expression), "args", List.of());
    return result(marionette.value("WebDriver:ExecuteAsyncScript", script));
  }

  private static String awaiting(String expression) {
    return """
        const [done] = arguments;
        (async () => (%s))().then(
          value => done({ value: value === undefined ? null : value }),
          error => done({ error: String(error) }));
        """
        .formatted(expression);
  }

  private static JsonElement result(JsonElement answer) throws IOException {
    JsonObject object = answer.getAsJsonObject();
    if (object.has("error")) {
      throw new IOException(Json.text(object, "error"));
    }
    return object.get("value");
  }

  private static void writePicture(JsonElement base64, Path file) throws IOException {
    Files.write(file, Base64.getDecoder().decode(base64.getAsString()));
  }

  private UnpackedExtension extension() {
    if (extension == null) {
      throw new IllegalStateException("started without an extension");
    }
    return extension;
  }
}
