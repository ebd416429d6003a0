package zerobridge.bridge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * The private directory in which one user's programs find each other: the node's socket and the two
 * lock files. The native messaging host computes the same path on its own; change both together.
 *
 * @param path exists and belongs to this user alone after {@link #create()}
 */
public record RunDirectory(Path path) {
  /** Environment variable that names the directory outright. */
  public static final String VARIABLE = "ZEROBRIDGE_RUN_DIR";

  /** Longest socket path that every system takes (macOS: 103 bytes and a final zero). */
  static final int SOCKET_PATH_LIMIT = 103;

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

  /** The node's socket. */
  public Path socket() {
    return path.resolve("node.sock");
  }

  /** Holds the word that proves to the node that a program reads this user's private files. */
  Path controlToken() {
    return path.resolve("control.token");
  }

  /** Locked by the running node for its whole life. */
  public Path nodeLock() {
    return path.resolve("node.lock");
  }

  /**
   * Makes the directory, readable by its owner only.
   *
   * @throws IOException when it cannot be made, is somebody else's, or its path is too long for a
   *     socket
   */
  public void create() throws IOException {
    int length = socket().toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > SOCKET_PATH_LIMIT) {
      throw new IOException(
          "The path of the socket has "
              + length
              + " bytes and systems take "
              + SOCKET_PATH_LIMIT
              + " at most; set "
              + VARIABLE
              + " to a shorter directory");
    }
    Files.createDirectories(path);
    if (Files.isSymbolicLink(path)) {
      throw new IOException(path + " is a link; ZeroBridge needs a directory of its own there");
    }
    var view =
        Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      // Fails when the directory is somebody else's, which is as it should be.
      view.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
  }
}
