package zerobridge.browser;

import com.google.gson.JsonElement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What tests ask of a real browser. One window; its active tab is the page that {@link #open},
 * {@link #type}, {@link #url} and the evaluations mean. Confined to the test's thread.
 */
public sealed interface Browser extends AutoCloseable permits Chromium, Firefox {

  /** The browser's name for test reports. */
  String name();

  /** Navigates the page as a script or bookmark would and returns when the browser began to. */
  void open(String url) throws IOException;

  /** Types text into the real address bar, and Enter; the navigation goes on after the return. */
  void type(String text) throws IOException;

  /** The address of the page as the browser shows it. */
  String url() throws IOException;

  /**
   * Evaluates an expression in the page; a promise is awaited.
   *
   * @return the result as JSON; {@code JsonNull} for undefined
   * @throws IOException with the exception's text when the script throws
   */
  JsonElement evaluate(String expression) throws IOException;

  /**
   * Evaluates in the frame whose address contains {@code urlPart}, at any depth, also when it is
   * sandboxed and of another origin.
   *
   * @throws IOException also when there is no such frame (yet)
   */
  JsonElement evaluateInFrame(String urlPart, String expression) throws IOException;

  /** Writes a PNG of the page. */
  void screenshot(Path file) throws IOException;

  /** Writes a PNG of the whole window with its address bar. */
  void windowScreenshot(Path file) throws IOException;

  /** Every console message and uncaught error so far, of all pages and frames, oldest first. */
  List<ConsoleMessage> console();

  /** The address of a file of the extension under test, e.g. {@code popup/popup.html}. */
  String extensionUrl(String file);

  /** Opens the extension's real popup as a click on its button would, over the page. */
  void openPopup() throws IOException;

  /** Evaluates an expression in the open popup, see {@link #evaluate}. */
  JsonElement evaluateInPopup(String expression) throws IOException;

  /** Closes the popup if it is open. */
  void closePopup() throws IOException;

  @Override
  void close() throws IOException;
}
