package zerobridge.content;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.io.InnerPath;

/** Finds which stored manifest governs a path (content model, "File info"). Safe for any thread. */
public final class FileLocator {
  private final StoredManifests stored;

  /** Looks in {@code stored} at the time of each question. */
  public FileLocator(StoredManifests stored) {
    this.stored = stored;
  }

  /** What the nearest manifest that knows {@code path} says; empty if none does. */
  public Optional<FileLocation> locate(InnerPath path) {
    String directory = path.directory();
    while (true) {
      Manifest manifest = manifestIn(directory);
      if (manifest != null) {
        Optional<FileEntry> entry = manifest.entry(path);
        if (entry.isPresent()) {
          return Optional.of(new FileLocation.Listed(entry.get()));
        }
        if (manifest.userContents().isPresent()) {
          return Optional.of(inUserArea(manifest, path));
        }
      }
      if (directory.isEmpty()) {
        return Optional.empty();
      }
      directory = parent(directory);
    }
  }

  /** The entry of a listed file. */
  public Optional<FileEntry> entry(InnerPath path) {
    return locate(path)
        .flatMap(
            location ->
                location instanceof FileLocation.Listed listed
                    ? Optional.of(listed.entry())
                    : Optional.empty());
  }

  /**
   * The manifest that has to be signed after {@code path} was written: the one that lists it, or
   * the nearest one that will. Empty if the site has no manifest yet.
   */
  public Optional<InnerPath> manifestFor(InnerPath path) {
    if (path.isManifest()) {
      return Optional.of(path);
    }
    Optional<InnerPath> known = locate(path).map(FileLocation::manifest);
    if (known.isPresent()) {
      return known;
    }
    for (String directory = path.directory(); ; directory = parent(directory)) {
      Manifest manifest = manifestIn(directory);
      if (manifest != null) {
        return Optional.of(manifest.path());
      }
      if (directory.isEmpty()) {
        return Optional.empty();
      }
    }
  }

  private static FileLocation inUserArea(Manifest users, InnerPath path) {
    String directory = users.path().directory();
    String relative = path.value().substring(directory.length());
    String first = relative.substring(0, Math.max(0, relative.indexOf('/')));
    InnerPath manifest =
        UserRules.isAlphanumeric(first)
            ? InnerPath.parse(directory + first + "/content.json")
            : users.path();
    return new FileLocation.InUserArea(manifest, users.path(), users.userContents().orElseThrow());
  }

  private @Nullable Manifest manifestIn(String directory) {
    return stored.get(InnerPath.parse(directory + "content.json"));
  }

  /** {@code "a/"} for {@code "a/b/"}, empty for {@code "a/"}. */
  static String parent(String directory) {
    return directory.substring(0, directory.lastIndexOf('/', directory.length() - 2) + 1);
  }
}
