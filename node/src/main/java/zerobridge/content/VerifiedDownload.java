package zerobridge.content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.Sha512Half;
import zerobridge.io.AtomicFile;

/**
 * Takes the bytes of one listed file from a peer. They go to a temporary file beside the target
 * while they are hashed, and become the target only if hash and size are right; more bytes than
 * listed are refused at the first one.
 *
 * <ol>
 *   <li>{@link #begin}, then {@link #write} in order;
 *   <li>{@link #commit}, which moves the file into place, or throws;
 *   <li>{@link #close} in any case, which leaves nothing behind unless committed.
 * </ol>
 *
 * Confined to one thread at a time.
 */
public final class VerifiedDownload extends OutputStream {
  /** Files up to this size touch the disk only once they are known to be right. */
  private static final int BUFFER_BYTES = 64 * 1024;

  private final FileEntry entry;
  private final Path target;
  private final Sha512Half hash = new Sha512Half();
  private final byte[] buffer;
  private int buffered;
  private long received;
  private @Nullable Path temporary;
  private @Nullable OutputStream file;

  private VerifiedDownload(FileEntry entry, Path target) {
    this.entry = entry;
    this.target = target;
    this.buffer = new byte[(int) Math.min(entry.size(), BUFFER_BYTES)];
  }

  /**
   * Starts to receive {@code entry}.
   *
   * @param siteDirectory of the site that the entry belongs to
   */
  public static VerifiedDownload begin(FileEntry entry, Path siteDirectory) {
    return new VerifiedDownload(entry, entry.path().in(siteDirectory));
  }

  /** The bytes received so far: where a download goes on with another request. */
  public long received() {
    return received;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Adds bytes.
   *
   * @throws ContentException if they are more than the manifest lists
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > entry.size() - received) {
      throw new ContentException("More than " + entry.size() + " bytes of " + entry.path());
    }
    received += length;
    hash.update(bytes, offset, length);
    int from = offset;
    int left = length;
    while (left > 0) {
      if (buffered == buffer.length) {
        flushBuffer();
      }
      int n = Math.min(left, buffer.length - buffered);
      System.arraycopy(bytes, from, buffer, buffered, n);
      buffered += n;
      from += n;
      left -= n;
    }
  }

  private void flushBuffer() throws IOException {
    if (file == null) {
      temporary = AtomicFile.temporaryBeside(target);
      file = Files.newOutputStream(temporary, StandardOpenOption.CREATE_NEW);
    }
    file.write(buffer, 0, buffered);
    buffered = 0;
  }

  /**
   * Moves the finished file into place.
   *
   * @throws ContentException if it is not the file that the manifest lists
   */
  public void commit() throws IOException {
    Optional<String> problem = FileVerifier.problem(entry, hash.hex(), received);
    if (problem.isPresent()) {
      throw new ContentException(problem.get());
    }
    flushBuffer();
    closeFile();
    if (temporary != null) {
      AtomicFile.moveRefetchable(temporary, target);
      temporary = null;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      closeFile();
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
        temporary = null;
      }
    }
  }

  private void closeFile() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }
}
