package zerobridge.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import zerobridge.content.FileEntry;
import zerobridge.content.FileLocator;
import zerobridge.crypto.Sha512Half;
import zerobridge.io.AtomicFile;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;

/**
 * The files of one site on disk. Files that peers can give again are renamed into place without
 * being forced to disk: after a power failure a file may be short, which {@link #isPresent} sees by
 * its size. Reading is safe for any thread, writing is for the site's lane.
 */
final class SiteFiles {
  private static final int READ_BYTES = 64 << 10;

  private final Path directory;
  private final ManifestStore manifests;
  private final BadFiles bad;
  private final BigFiles bigFiles;
  private final FileLocator locator;

  SiteFiles(Path directory, ManifestStore manifests, BadFiles bad, BigFiles bigFiles) {
    this.directory = directory;
    this.manifests = manifests;
    this.bad = bad;
    this.bigFiles = bigFiles;
    this.locator = new FileLocator(manifests);
  }

  FileLocator locator() {
    return locator;
  }

  /** The entry of the manifest that lists the file, or null. */
  @Nullable FileEntry entry(InnerPath path) {
    return locator.entry(path).orElse(null);
  }

  /** Whether the newest wanted version is here, judged by its size; a big file by its pieces. */
  boolean isPresent(InnerPath path) {
    if (bad.contains(path)) {
      return false;
    }
    if (path.isManifest()) {
      return manifests.get(path) != null;
    }
    FileEntry entry = entry(path);
    return entry != null
        && (entry.pieces() == null ? hasSize(path, entry.size()) : bigFiles.isComplete(entry));
  }

  boolean hasSize(InnerPath path, long size) {
    try {
      Path file = path.in(directory);
      return Files.isRegularFile(file) && Files.size(file) == size;
    } catch (IOException | IllegalInnerPathException e) {
      return false;
    }
  }

  /**
   * Whether the file on disk is exactly the listed one. Reads it all when the size is right; of big
   * files it is known.
   */
  boolean matches(FileEntry entry) {
    if (entry.pieces() != null) {
      return bigFiles.isComplete(entry);
    }
    if (!hasSize(entry.path(), entry.size())) {
      return false;
    }
    try {
      return hash(entry.path().in(directory)).equals(entry.sha512());
    } catch (IOException e) {
      return false;
    }
  }

  private static String hash(Path file) throws IOException {
    Sha512Half hash = new Sha512Half();
    byte[] buffer = new byte[READ_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        hash.update(buffer, 0, count);
      }
    }
    return hash.hex();
  }

  /** Replaces a file without forcing it to disk. */
  void write(InnerPath path, byte[] content) throws IOException {
    Path target = path.in(directory);
    Path temporary = AtomicFile.temporaryBeside(target);
    try {
      Files.write(temporary, content);
      replace(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void replace(Path from, Path target) throws IOException {
    try {
      Files.move(from, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Moves a file that only changed its name; false when it isn't there. */
  boolean rename(InnerPath from, InnerPath to) throws IOException {
    Path source = from.in(directory);
    Path target = to.in(directory);
    if (!Files.isRegularFile(source)) {
      return false;
    }
    Path parent = target.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    replace(source, target);
    return true;
  }

  /** Deletes a file and the directories that it leaves empty. */
  void delete(InnerPath path) throws IOException {
    Path file = path.in(directory);
    Files.deleteIfExists(file);
    Path parent = file.getParent();
    while (parent != null && !parent.equals(directory) && parent.startsWith(directory)) {
      try {
        Files.delete(parent);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return;
      }
      parent = parent.getParent();
    }
  }

  byte[] read(InnerPath path) throws IOException {
    return Files.readAllBytes(path.in(directory));
  }
}
