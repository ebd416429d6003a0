package zerobridge.installer;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A browser that can start native hosts, and where it looks for their manifests. */
enum Browser {
  CHROMIUM("Chromium", Family.CHROMIUM, "chromium", "Chromium", "chromium", "chromium-browser"),
  CHROME(
      "Google Chrome",
      Family.CHROMIUM,
      "google-chrome",
      "Google/Chrome",
      "google-chrome",
      "google-chrome-stable"),
  CHROME_BETA(
      "Google Chrome Beta",
      Family.CHROMIUM,
      "google-chrome-beta",
      "Google/Chrome Beta",
      "google-chrome-beta"),
  EDGE(
      "Microsoft Edge",
      Family.CHROMIUM,
      "microsoft-edge",
      "Microsoft Edge",
      "microsoft-edge",
      "microsoft-edge-stable"),
  BRAVE(
      "Brave",
      Family.CHROMIUM,
      "BraveSoftware/Brave-Browser",
      "BraveSoftware/Brave-Browser",
      "brave",
      "brave-browser"),
  VIVALDI("Vivaldi", Family.CHROMIUM, "vivaldi", "Vivaldi", "vivaldi", "vivaldi-stable"),
  YANDEX(
      "Yandex Browser",
      Family.CHROMIUM,
      "yandex-browser",
      "Yandex/YandexBrowser",
      "yandex-browser"),
  FIREFOX("Firefox", Family.FIREFOX, ".mozilla", "Mozilla", "firefox", "firefox-esr"),
  LIBREWOLF("LibreWolf", Family.FIREFOX, ".librewolf", "LibreWolf", "librewolf"),
  WATERFOX("Waterfox", Family.FIREFOX, ".waterfox", "Waterfox", "waterfox"),
  FLOORP("Floorp", Family.FIREFOX, ".floorp", "Floorp", "floorp");

  /** Browsers of one family read the same manifest fields. */
  enum Family {
    CHROMIUM,
    FIREFOX
  }

  final String title;
  final Family family;
  private final String linuxFolder;
  private final String macFolder;

  @SuppressWarnings("ImmutableEnumChecker") // always made by List.of
  private final List<String> executables;

  Browser(
      String title, Family family, String linuxFolder, String macFolder, String... executables) {
    this.title = title;
    this.family = family;
    this.linuxFolder = linuxFolder;
    this.macFolder = macFolder;
    this.executables = List.of(executables);
  }

  /** The name for {@code --browser}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Chromium and Firefox are served even before their first start; the rest when they are there.
   */
  boolean isAlwaysServed() {
    return this == CHROMIUM || this == FIREFOX;
  }

  /**
   * Whether the person has this browser: its settings exist, or its program is on the search path.
   */
  boolean isPresent(Surroundings where) {
    if (Files.isDirectory(settings(where))) {
      return true;
    }
    String path = where.environment().getOrDefault("PATH", "");
    for (String folder : path.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!folder.isEmpty()
          && executables.stream().anyMatch(name -> Files.isExecutable(Path.of(folder, name)))) {
        return true;
      }
    }
    return false;
  }

  /** The folder in which this browser looks for the manifests of native hosts of one user. */
  Path manifestFolder(Surroundings where) {
    boolean lowerCase = family == Family.FIREFOX && where.os() == Surroundings.Os.LINUX;
    return settings(where).resolve(lowerCase ? "native-messaging-hosts" : "NativeMessagingHosts");
  }

  private Path settings(Surroundings where) {
    if (where.os() == Surroundings.Os.MAC) {
      return where.home().resolve("Library/Application Support").resolve(macFolder);
    }
    // Firefox moved its profiles to the XDG folders, but still reads manifests below its old
    // folder.
    Path parent = family == Family.FIREFOX ? where.home() : where.configHome();
    return parent.resolve(linuxFolder);
  }
}
