package zerobridge.host;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Which program starts the node, detached from the browser. */
final class StartCommand {
  /** Environment variable with another program to run instead; used by tests. */
  static final String VARIABLE = "ZEROBRIDGE_START_COMMAND";

  /** System property with the program's directory, where the jar's place doesn't tell it. */
  static final String HOME_PROPERTY = "zerobridge.home";

  private StartCommand() {}

  static List<String> ofThisProcess() throws IOException {
    return of(
        System.getenv(),
        System.getProperty("os.name"),
        System.getProperty(HOME_PROPERTY) == null ? ownHome() : Path.of(propertyHome()));
  }

  /**
   * The command for this environment. A session of its own keeps a Ctrl-C in the browser's terminal
   * and the end of the browser away from the node. {@code setsid} without {@code --fork} turns into
   * the node itself, because a child of Java never leads its process group: so an early end of the
   * node is seen here with its exit code.
   */
  static List<String> of(Map<String, String> environment, String osName, Path home) {
    String other = environment.getOrDefault(VARIABLE, "");
    if (osName.startsWith("Windows")) {
      String program = other.isEmpty() ? home.resolve("bin\\zerobridge.cmd").toString() : other;
      return List.of("cmd", "/c", "start", "", "/b", program, "run");
    }
    String program = other.isEmpty() ? home.resolve("bin/zerobridge").toString() : other;
    return isOnPath("setsid", environment)
        ? List.of("setsid", program, "run")
        : List.of("nohup", program, "run");
  }

  private static boolean isOnPath(String program, Map<String, String> environment) {
    for (String directory : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }

  private static String propertyHome() {
    return System.getProperty(HOME_PROPERTY, "");
  }

  /** The directory above {@code lib/}, where this jar lies. */
  private static Path ownHome() throws IOException {
    try {
      Path jar =
          Path.of(StartCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path home = jar.resolveSibling("..").normalize();
      return home;
    } catch (URISyntaxException e) {
      throw new IOException("The program cannot find its own directory", e);
    }
  }
}
