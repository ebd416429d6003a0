package zerobridge.site;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.ProtocolException;
import zerobridge.content.ContentException;
import zerobridge.content.FileEntry;
import zerobridge.content.SiteSizeLimit;
import zerobridge.content.VerifiedDownload;
import zerobridge.io.InnerPath;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;

/**
 * Gets one file from one peer: straight into a temporary file that is hashed on the way, or into
 * memory for a manifest. A peer that sends more or less than the manifest lists is caught at the
 * first byte too much. Safe for any thread.
 */
final class FileFetch {
  /** What a manifest is expected to weigh before its size is known. */
  static final long TYPICAL_MANIFEST = 1500;

  private static final Logger log = LoggerFactory.getLogger(FileFetch.class);

  private final SiteCore core;

  FileFetch(SiteCore core) {
    this.core = core;
  }

  /** What a peer gave: complete, and not yet stored. */
  sealed interface Fetched {
    /** Bytes received. */
    long size();

    /** Removes what was written. */
    void discard();
  }

  /** A manifest, not verified. */
  record ManifestBody(byte[] bytes) implements Fetched {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public void discard() {}
  }

  /** A file in its temporary place. */
  record FileBody(VerifiedDownload download, long size) implements Fetched {
    /**
     * Puts the file in place.
     *
     * @throws BadDataException if it isn't what the manifest lists
     */
    void store() throws IOException {
      try (download) {
        download.commit();
      } catch (ContentException e) {
        throw new BadDataException(e.getMessage());
      }
    }

    @Override
    public void discard() {
      close(download);
    }
  }

  /** Asks for the file. Completes on the connection's reading thread. */
  CompletableFuture<Fetched> start(SwarmLink link, DownloadTask task) {
    FileEntry entry = task.entry;
    try {
      return entry == null
          ? manifest(link.connection, task.path, link::received).thenApply(ManifestBody::new)
          : file(link, entry);
    } catch (IOException | RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Asks for a manifest. Completes on the connection's reading thread. */
  CompletableFuture<byte[]> manifest(PeerConnection from, InnerPath path) {
    return manifest(from, path, now -> {});
  }

  private CompletableFuture<byte[]> manifest(
      PeerConnection from, InnerPath path, LongConsumer alive) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long most = core.host.services().options().fileSizeLimit() * SiteSizeLimit.MB;
    return new PeerClient(from)
        .download(core.address, path, 0, new Guard(alive, body, most))
        .thenApply(
            size -> {
              core.received(size);
              return body.toByteArray();
            });
  }

  private CompletableFuture<Fetched> file(SwarmLink link, FileEntry entry) throws IOException {
    VerifiedDownload download = VerifiedDownload.begin(entry, core.directory);
    return new PeerClient(link.connection)
        .download(
            core.address,
            entry.path(),
            entry.size(),
            new Guard(link::received, download, entry.size()))
        .handle(
            (size, error) -> {
              if (error != null) {
                close(download);
                throw new CompletionException(reasonOf(error));
              }
              if (size != entry.size()) {
                close(download);
                throw new CompletionException(
                    new BadDataException(
                        "The peer has " + size + " bytes, the manifest lists " + entry.size()));
              }
              core.received(size);
              return new FileBody(download, size);
            });
  }

  private static void close(VerifiedDownload download) {
    try {
      download.close();
    } catch (IOException e) {
      log.warn("A temporary file was not deleted: {}", e.toString());
    }
  }

  /** The failure itself, without the wrapping of futures; nonsense of a peer is bad data. */
  static Throwable reasonOf(@Nullable Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProtocolException || cause instanceof ContentException) {
      return new BadDataException(String.valueOf(cause.getMessage()));
    }
    return cause == null ? new IOException("Nothing came") : cause;
  }

  /** Lets no byte through above the limit, and tells the link that its peer is alive. */
  private static final class Guard extends OutputStream {
    private final LongConsumer alive;
    private final OutputStream target;
    private final long most;
    private long received;

    Guard(LongConsumer alive, OutputStream target, long most) {
      this.alive = alive;
      this.target = target;
      this.most = most;
    }

    @Override
    public void write(int single) throws IOException {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      alive.accept(System.nanoTime());
      if (received + length > most) {
        throw new BadDataException("The peer sent more than the " + most + " bytes of the file");
      }
      target.write(buffer, offset, length);
      received += length;
    }
  }
}
