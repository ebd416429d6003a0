package zerobridge.app;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** The person's default browser. */
final class Browser {
  private Browser() {}

  /**
   * Opens a page. Only URLs made by this program come here, never text from outside: they start
   * with {@code http://} and are passed as one argument.
   *
   * @throws IOException when the system has no way to open one
   */
  static void open(URI url) throws IOException {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    List<String> opener =
        os.contains("win")
            ? List.of("rundll32", "url.dll,FileProtocolHandler")
            : List.of(os.contains("mac") ? "open" : "xdg-open");
    try {
      new ProcessBuilder(concat(opener, url.toString()))
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new IOException("no browser could be opened; open " + url + " yourself", e);
    }
  }

  private static List<String> concat(List<String> first, String last) {
    List<String> all = new java.util.ArrayList<>(first);
    all.add(last);
    return all;
  }
}
