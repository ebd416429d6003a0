package zerobridge.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.bridge.BridgeBackend;
import zerobridge.bridge.BridgeServer;
import zerobridge.bridge.RunDirectory;
import zerobridge.bridge.SingleInstance;
import zerobridge.crypto.Hashes;
import zerobridge.io.Threads;

/**
 * What a node holds for itself as long as it runs: its data directory and, unless it is there for
 * one command only, a run directory for its local socket.
 */
final class Claim implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Claim.class);

  private final @Nullable RunDirectory directory;
  private final @Nullable SingleInstance instance;
  private final DataDirectory.Held data;

  private Claim(
      @Nullable RunDirectory directory,
      @Nullable SingleInstance instance,
      DataDirectory.Held data) {
    this.directory = directory;
    this.instance = instance;
    this.data = data;
  }

  /** Takes the data directory alone, for a command that does without a node. */
  static Claim ofData(DataDirectory data) throws IOException {
    return new Claim(null, null, data.hold(null));
  }

  /**
   * Takes the data directory and the run directory that the browser looks for. If another node of
   * this user has that already, this one stays beside it with a run directory of its own.
   *
   * @throws IOException when another node holds the data directory
   */
  static Claim forBrowser(DataDirectory data) throws IOException {
    RunDirectory directory = RunDirectory.ofThisProcess();
    Optional<SingleInstance> instance = SingleInstance.claim(directory);
    if (instance.isPresent()) {
      return with(directory, instance.get(), data);
    }
    log.info("The browser is served by another node of yours; this one stays beside it");
    return beside(directory, data);
  }

  /** Takes the data directory, and a run directory that no browser looks for. */
  static Claim forNobody(DataDirectory data) throws IOException {
    return beside(RunDirectory.ofThisProcess(), data);
  }

  private static Claim beside(RunDirectory usual, DataDirectory data) throws IOException {
    byte[] hash = Hashes.sha256(data.path().toString().getBytes(StandardCharsets.UTF_8));
    RunDirectory own = new RunDirectory(usual.path().resolve(HexFormat.of().formatHex(hash, 0, 4)));
    SingleInstance instance =
        SingleInstance.claim(own)
            .orElseThrow(() -> new IOException("another ZeroBridge node is using " + data.path()));
    return with(own, instance, data);
  }

  private static Claim with(RunDirectory directory, SingleInstance instance, DataDirectory data)
      throws IOException {
    try {
      return new Claim(directory, instance, data.hold(directory.socket()));
    } catch (IOException e) {
      instance.close();
      throw e;
    }
  }

  /** Binds the local socket; it answers once it is told to serve. */
  BridgeServer bindBridge(BridgeBackend backend, Threads threads) throws IOException {
    if (directory == null) {
      throw new IllegalStateException("This claim has no run directory");
    }
    BridgeServer bridge = new BridgeServer(directory, backend, threads);
    bridge.bind();
    return bridge;
  }

  @Override
  public void close() throws IOException {
    try {
      if (instance != null) {
        instance.close();
      }
      removeOwnDirectory();
    } finally {
      data.close();
    }
  }

  /** The usual directory stays; nobody else waits for this one as long as the data is held. */
  private void removeOwnDirectory() throws IOException {
    if (directory != null && !directory.equals(RunDirectory.ofThisProcess())) {
      Files.deleteIfExists(directory.nodeLock());
      Files.deleteIfExists(directory.path());
    }
  }
}
