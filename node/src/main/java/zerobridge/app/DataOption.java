package zerobridge.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zerobridge.bridge.BridgeClient;

/** The option that every command shares which touches the data directory. */
final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Folder with sites.json, users.json and one folder per site"
              + " (default: this user's data folder).")
  private @Nullable Path data;

  DataDirectory directory() {
    Path chosen = data;
    return new DataDirectory(chosen != null ? chosen : DataDirectory.standard(System.getenv()));
  }

  /** The node that runs on the folder now, if one does. */
  Optional<BridgeClient> runningNode() throws IOException {
    Optional<Path> socket = directory().runningBridge();
    return socket.isPresent() ? Optional.of(BridgeClient.connect(socket.get())) : Optional.empty();
  }
}
