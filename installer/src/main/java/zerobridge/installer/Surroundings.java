package zerobridge.installer;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zerobridge.host.RunDirectory;

/**
 * Where things are for the person who runs the command, by the XDG base directory rules and their
 * macOS counterparts.
 *
 * @param environment the environment variables
 * @param userHome the home directory when {@code HOME} is not set
 * @param os the operating system
 * @param distribution the folder with {@code bin}, {@code lib} and {@code extension} that the
 *     command was started from
 */
record Surroundings(Map<String, String> environment, Path userHome, Os os, Path distribution) {

  /** Operating systems that differ in where browsers look for host manifests. */
  enum Os {
    LINUX,
    MAC,
    WINDOWS;

    static Os named(String name) {
      return name.startsWith("Windows") ? WINDOWS : name.startsWith("Mac") ? MAC : LINUX;
    }
  }

  /**
   * The surroundings of this process; the launcher tells the distribution in {@code
   * zerobridge.home}.
   */
  static Surroundings current() {
    String home = System.getProperty("zerobridge.home");
    if (home == null) {
      throw new IllegalStateException(
          "start this through bin/zerobridge, which sets -Dzerobridge.home");
    }
    return new Surroundings(
        Map.copyOf(System.getenv()),
        Path.of(System.getProperty("user.home")),
        Os.named(System.getProperty("os.name")),
        Path.of(home));
  }

  Path home() {
    return absolute("HOME", userHome);
  }

  Path configHome() {
    return absolute("XDG_CONFIG_HOME", home().resolve(".config"));
  }

  private Path dataHome() {
    return absolute("XDG_DATA_HOME", home().resolve(".local/share"));
  }

  private Path stateHome() {
    return absolute("XDG_STATE_HOME", home().resolve(".local/state"));
  }

  /** Desktop entries of this user. */
  Path applications() {
    return dataHome().resolve("applications");
  }

  /** Associations of this user between links and programs. */
  Path mimeApps() {
    return configHome().resolve("mimeapps.list");
  }

  /**
   * Where the program is copied to: the place that file-hierarchy(7) names for private parts of a
   * user's programs, away from the data, which outlives it.
   */
  Path program() {
    return os == Os.MAC
        ? home().resolve("Library/Application Support/ZeroBridge/program")
        : home().resolve(".local/lib/zerobridge");
  }

  /** The command as people type it. */
  Path command() {
    return home().resolve(".local/bin/zerobridge");
  }

  /** The node's sites and identities unless {@code --data} says otherwise. */
  Path data() {
    return os == Os.MAC
        ? home().resolve("Library/Application Support/ZeroBridge/data")
        : dataHome().resolve("zerobridge/data");
  }

  /** What the installer did, so that it can be undone. */
  Path installLog() {
    return os == Os.MAC
        ? home().resolve("Library/Application Support/ZeroBridge/install.json")
        : stateHome().resolve("zerobridge/install.json");
  }

  /** The folder of the node's socket and locks. */
  RunDirectory runDirectory() {
    return RunDirectory.of(environment, os == Os.MAC ? "Mac" : "Linux", home());
  }

  /** Shortens a path below the home directory for people. */
  String shown(Path path) {
    return path.startsWith(home()) ? "~/" + home().relativize(path) : path.toString();
  }

  /** The XDG rules tell to ignore relative values. */
  private @Nullable Path absoluteOrNull(String variable) {
    String value = environment.get(variable);
    return value == null || value.isEmpty() || !Path.of(value).isAbsolute() ? null : Path.of(value);
  }

  private Path absolute(String variable, Path otherwise) {
    Path value = absoluteOrNull(variable);
    return value == null ? otherwise : value;
  }
}
