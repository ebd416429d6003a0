package zerobridge.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything of one node, in 0.7.2's layout: {@code sites.json}, {@code
 * users.json}, {@code content.db} and one folder per site. One node at a time may hold it.
 */
final class DataDirectory {
  private static final String LOCK = "zerobridge.lock";

  private final Path path;

  DataDirectory(Path path) {
    this.path = path.toAbsolutePath().normalize();
  }

  /** The platform's folder for a user's data. */
  static Path standard(Map<String, String> environment) {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
    if (os.contains("win")) {
      String local = environment.get("LOCALAPPDATA");
      return (local != null ? Path.of(local) : home).resolve("ZeroBridge").resolve("data");
    }
    if (os.contains("mac")) {
      return home.resolve("Library/Application Support/ZeroBridge/data");
    }
    String data = environment.get("XDG_DATA_HOME");
    Path base = data != null && data.startsWith("/") ? Path.of(data) : home.resolve(".local/share");
    return base.resolve("zerobridge/data");
  }

  Path path() {
    return path;
  }

  Path usersFile() {
    return path.resolve("users.json");
  }

  Path pinnedNamesFile() {
    return path.resolve("pinned-names.json");
  }

  /** What this program remembers of itself, as opposed to what the person sets. */
  Path stateFile() {
    return path.resolve("zerobridge-state.json");
  }

  /** The trackers that other nodes told of, in 0.7.2's format. */
  Path sharedTrackersFile() {
    return path.resolve("trackers.json");
  }

  /** What a tracker on this node knows. */
  Path announcedPeersFile() {
    return path.resolve("tracker-peers.txt");
  }

  /** What is known of the DHT. */
  Path dhtFile() {
    return path.resolve("zerobridge-dht.json");
  }

  Path logFolder() {
    return path.resolve("log");
  }

  /** Makes the folder if it is missing; it holds keys, so it is its owner's alone. */
  void create() throws IOException {
    if (!Files.isDirectory(path)) {
      if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(path);
      }
    }
    if (!Files.isWritable(path)) {
      throw new IOException(path + " cannot be written: check its owner and permissions");
    }
  }

  /**
   * Takes the folder for this process.
   *
   * @param socket where this node's bridge listens, for commands that look for a running node
   * @throws IOException when another node holds it
   */
  Held hold(@Nullable Path socket) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve(LOCK),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("another ZeroBridge node is using " + path + "; stop it first");
      }
      channel.truncate(0);
      String text = ProcessHandle.current().pid() + "\n" + (socket == null ? "" : socket) + "\n";
      channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
      return new Held(channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("this process already runs a node on " + path, e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** The bridge socket of the node that holds this folder now, if one does. */
  Optional<Path> runningBridge() throws IOException {
    Path lock = path.resolve(LOCK);
    if (!Files.exists(lock) || !isHeld(lock)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(lock);
    return lines.size() > 1 && !lines.get(1).isBlank()
        ? Optional.of(Path.of(lines.get(1)))
        : Optional.empty();
  }

  private static boolean isHeld(Path lock) throws IOException {
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.tryLock() == null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return true;
    }
  }

  /** The hold on the folder; ends with {@link #close} or with the process. */
  static final class Held implements AutoCloseable {
    private final FileChannel channel;

    private Held(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
