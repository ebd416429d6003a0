package zerobridge.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The private directory in which one user's programs find each other. The node computes the same
 * path on its own ({@code zerobridge.bridge.RunDirectory}); change both together.
 *
 * @param path need not exist yet
 */
public record RunDirectory(Path path) {
  /** Environment variable that names the directory outright. */
  public static final String VARIABLE = "ZEROBRIDGE_RUN_DIR";

  /**
   * Where the directory is for this environment.
   *
   * @param environment of the process
   * @param osName system property {@code os.name}
   * @param home system property {@code user.home}
   */
  public static RunDirectory of(Map<String, String> environment, String osName, Path home) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return new RunDirectory(Path.of(named));
    }
    if (osName.startsWith("Windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      Path base = local.isEmpty() ? home.resolve("AppData").resolve("Local") : Path.of(local);
      return new RunDirectory(base.resolve("ZeroBridge").resolve("run"));
    }
    if (osName.startsWith("Mac")) {
      return new RunDirectory(home.resolve("Library/Application Support/ZeroBridge/run"));
    }
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return new RunDirectory(
        runtime.isEmpty()
            ? home.resolve(".local/state/zerobridge/run")
            : Path.of(runtime, "zerobridge"));
  }

  /** The directory for this process. */
  public static RunDirectory ofThisProcess() {
    return of(
        System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
  }

  /** The node's socket; there is none while no node runs. */
  public Path socket() {
    return path.resolve("node.sock");
  }

  /** Held while a host starts the node, so that two browsers don't start two. */
  public Path startLock() {
    return path.resolve("start.lock");
  }

  /** What the last node that a host started wrote before it ended or failed. */
  public Path startLog() {
    return path.resolve("node-start.log");
  }

  /** Makes the directory, readable by its owner only. */
  void create() throws IOException {
    Files.createDirectories(path);
    var view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
  }
}
