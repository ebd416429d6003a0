package zerobridge.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The entry by which a desktop opens {@code zero:} links with ZeroBridge and lists it among its
 * programs.
 */
final class DesktopEntry {

  static final String FILE_NAME = "zerobridge.desktop";

  private static final int INDEX_SECONDS = 10;

  private DesktopEntry() {}

  /** The file's text for a launcher at {@code command}. */
  static String text(Path command) {
    return """
        [Desktop Entry]
        Type=Application
        Name=ZeroBridge
        GenericName=Peer-to-peer web
        Comment=Open sites of the peer-to-peer web in your browser
        Exec=%s open %%u
        Terminal=false
        Categories=Network;P2P;
        MimeType=x-scheme-handler/zero;x-scheme-handler/web+zero;
        """
        .formatted(quoted(command.toString()));
  }

  /**
   * Lets the desktop rebuild its index of entries, where it keeps one. There is none on small
   * desktops, and making one would leave a file behind that nobody removes.
   */
  static void refreshIndex(Path applications) throws IOException {
    if (!Files.exists(applications.resolve("mimeinfo.cache"))) {
      return;
    }
    try {
      Process process =
          new ProcessBuilder("update-desktop-database", applications.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.waitFor(INDEX_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the desktop's index was rebuilt", e);
    }
  }

  /** Quotes an argument of {@code Exec} by the Desktop Entry Specification, "The Exec key". */
  private static String quoted(String argument) {
    String escaped =
        argument.replace("\\", "\\\\\\\\").replaceAll("([\"`$])", "\\\\\\\\$1").replace("%", "%%");
    return "\"" + escaped + "\"";
  }
}
