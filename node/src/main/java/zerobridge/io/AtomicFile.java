package zerobridge.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces files so that a crash at any instant leaves the old content or the new one, never a
 * mixture: write beside, force to disk, rename. Safe for any thread; writers of one target at the
 * same time leave the content of one of them.
 */
public final class AtomicFile {
  private static final String PREFIX = ".zb-";
  private static final String SUFFIX = ".tmp";

  /** Exactly what {@link #temporaryBeside} makes: a person's own file must never look like it. */
  private static final Pattern EXACT = Pattern.compile("\\.zb-[0-9a-f]{1,16}\\.tmp");

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final FileAttribute<?>[] OWNER_ONLY =
      POSIX
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];

  private AtomicFile() {}

  /** Writes the content of a file piece by piece. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code out}, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Replaces {@code target} by {@code bytes}; makes missing directories. */
  public static void write(Path target, byte[] bytes) throws IOException {
    write(target, out -> out.write(bytes));
  }

  /** Replaces {@code target} by what {@code content} writes; makes missing directories. */
  public static void write(Path target, Content content) throws IOException {
    write(target, content, new FileAttribute<?>[0]);
  }

  /** As {@link #write(Path, byte[])}, readable by the owner only: for keys and secrets. */
  public static void writePrivate(Path target, byte[] bytes) throws IOException {
    write(target, out -> out.write(bytes), OWNER_ONLY);
  }

  /**
   * As {@link #write(Path, byte[])}, but leaves it to the system when the bytes reach the disk: for
   * what can be fetched or computed again, at a third of the cost. After a crash of the machine
   * (not of the program) the file may be empty.
   */
  public static void writeRefetchable(Path target, byte[] bytes) throws IOException {
    Path temporary = temporaryBeside(target);
    try {
      Files.write(temporary, bytes, StandardOpenOption.CREATE_NEW);
      rename(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** As {@link #move}, with the limits of {@link #writeRefetchable}. */
  public static void moveRefetchable(Path temporary, Path target) throws IOException {
    rename(temporary, target);
  }

  private static void write(Path target, Content content, FileAttribute<?>... attributes)
      throws IOException {
    Path temporary = temporaryBeside(target);
    try {
      try (FileChannel channel =
              FileChannel.open(
                  temporary,
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  attributes);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      rename(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Forces {@code temporary} to disk and renames it to {@code target}, replacing what is there.
   * Both must lie on one file system.
   */
  public static void move(Path temporary, Path target) throws IOException {
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    rename(temporary, target);
  }

  /**
   * A fresh name in the directory of {@code target} for a file that is still being written; makes
   * missing directories. Signing and serving skip such names.
   */
  public static Path temporaryBeside(Path target) throws IOException {
    Path directory = target.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("A file system's root cannot be replaced: " + target);
    }
    Files.createDirectories(directory);
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return directory.resolve(PREFIX + random + SUFFIX);
  }

  /** Tells whether {@code file} has a name that {@link #temporaryBeside} gives: left by a crash. */
  public static boolean isTemporary(Path file) {
    Path name = file.getFileName();
    return name != null && name.toString().startsWith(PREFIX) && name.toString().endsWith(SUFFIX);
  }

  /**
   * Removes what a killed process has left half written below a directory. Symbolic links aren't
   * followed; what can't be read or removed stays.
   *
   * @param before only files older than this, which no living process can be writing
   * @return how many were removed
   */
  public static int removeLeftovers(Path directory, Instant before) throws IOException {
    AtomicInteger removed = new AtomicInteger();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
            if (found.isRegularFile()
                && EXACT.matcher(String.valueOf(file.getFileName())).matches()
                && found.lastModifiedTime().toInstant().isBefore(before)
                && file.toFile().delete()) {
              removed.incrementAndGet();
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException fault) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException fault) {
            return FileVisitResult.CONTINUE;
          }
        });
    return removed.get();
  }

  private static void rename(Path temporary, Path target) throws IOException {
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
