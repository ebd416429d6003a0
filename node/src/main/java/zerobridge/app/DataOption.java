package zerobridge.app;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

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
}
