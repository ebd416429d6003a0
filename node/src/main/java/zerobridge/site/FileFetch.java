package zerobridge.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.content.FileEntry;
import zerobridge.content.VerifiedDownload;

/**
 * Gets one file from one peer: piece after piece straight into a temporary file that is hashed on
 * the way, or into memory for a manifest. Whatever the peer says about sizes is compared with what
 * the manifest lists. Peer protocol, streamFile.
 */
final class FileFetch {
  /** What a manifest is expected to weigh before its size is known. */
  static final long TYPICAL_MANIFEST = 1500;

  private static final int PIECE = 512 << 10;
  private static final int LARGE_PIECE = 1 << 20;
  private static final long LARGE_FILE = 5 << 20;

  private final SiteCore core;

  FileFetch(SiteCore core) {
    this.core = core;
  }

  /** What a peer gave: complete, and not yet stored. */
  sealed interface Fetched {
    /** Bytes received. */
    long size();

    /** Puts the file in place if it is what the manifest lists. */
    default void store() throws IOException {}

    /** Removes what was written. */
    default void discard() {}
  }

  /** A manifest, not verified. */
  record ManifestBody(byte[] bytes) implements Fetched {
    @Override
    public long size() {
      return bytes.length;
    }
  }

  /** A file in its temporary place. */
  record FileBody(VerifiedDownload download, long size) implements Fetched {
    @Override
    public void store() throws IOException {
      try (download) {
        download.commit();
      } catch (VerifiedDownload.MismatchException e) {
        throw new BadDataException(e.getMessage());
      }
    }

    @Override
    public void discard() {
      download.close();
    }
  }

  /** Asks for the file. Completes on the connection's reading thread. */
  CompletableFuture<Fetched> start(SwarmLink link, DownloadTask task) {
    try {
      return new Transfer(link, task, open(task)).begin();
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private OutputStream open(DownloadTask task) throws IOException {
    FileEntry entry = task.entry;
    return entry == null
        ? new ByteArrayOutputStream()
        : VerifiedDownload.open(task.path.in(core.directory), entry);
  }

  /** The failure itself, without the wrapping of futures. */
  static Throwable reasonOf(@Nullable Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null ? new IOException("Nothing came") : cause;
  }

  /** One file on its way. Its requests follow each other, so one thread at a time is inside. */
  private final class Transfer extends OutputStream {
    private final SwarmLink link;
    private final DownloadTask task;
    private final OutputStream sink;
    private final CompletableFuture<Fetched> result = new CompletableFuture<>();

    /** The listed size, or for a manifest the first one that the peer names; -1 before. */
    private long size;

    private long received;

    Transfer(SwarmLink link, DownloadTask task, OutputStream sink) {
      this.link = link;
      this.task = task;
      this.sink = sink;
      this.size = task.entry == null ? -1 : task.entry.size();
    }

    CompletableFuture<Fetched> begin() {
      next();
      return result;
    }

    private void next() {
      int piece = size > LARGE_FILE ? LARGE_PIECE : PIECE;
      Map<String, Object> params = new LinkedHashMap<>();
      params.put("site", core.address.value());
      params.put("inner_path", task.path.value());
      params.put("location", received);
      params.put("read_bytes", piece);
      params.put("file_size", Math.max(0, size));
      link.connection
          .stream("streamFile", params, piece, this)
          .whenComplete((answer, error) -> answered(answer, error));
    }

    private void answered(@Nullable Message answer, @Nullable Throwable error) {
      if (answer == null) {
        fail(reasonOf(error));
        return;
      }
      try {
        if (isComplete(answer)) {
          core.received(received);
          result.complete(
              sink instanceof VerifiedDownload download
                  ? new FileBody(download, received)
                  : new ManifestBody(((ByteArrayOutputStream) sink).toByteArray()));
        } else {
          next();
        }
      } catch (BadDataException e) {
        fail(e);
      }
    }

    private boolean isComplete(Message answer) throws BadDataException {
      OptionalLong total = answer.integer("size");
      OptionalLong location = answer.integer("location");
      if (total.isEmpty() || location.isEmpty()) {
        throw new BadDataException("The answer lacks size or location");
      }
      if (size < 0) {
        size = total.getAsLong();
        if (size > maxManifest()) {
          throw new BadDataException("A manifest of " + size + " bytes is too large");
        }
      }
      if (total.getAsLong() != size) {
        throw new BadDataException(
            "The peer says it has " + total.getAsLong() + " bytes, expected are " + size);
      }
      if (location.getAsLong() != received) {
        throw new BadDataException(
            "The peer says it sent up to byte "
                + location.getAsLong()
                + ", received are "
                + received);
      }
      if (received < size && answer.integer("stream_bytes").orElse(0) == 0) {
        throw new BadDataException("The peer sent nothing at byte " + received + " of " + size);
      }
      return received == size;
    }

    private void fail(Throwable cause) {
      if (sink instanceof VerifiedDownload download) {
        download.close();
      }
      result.completeExceptionally(cause);
    }

    private long maxManifest() {
      return core.host.services().options().fileSizeLimit() * SiteOptions.MEGABYTE;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      link.received(System.nanoTime());
      long most = size < 0 ? maxManifest() : size;
      if (received + length > most) {
        throw new BadDataException("The peer sent more than " + most + " bytes");
      }
      sink.write(buffer, offset, length);
      received += length;
    }
  }
}
