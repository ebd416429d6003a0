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
  static final class ManifestBody implements Fetched {
    private final byte[] bytes;

    ManifestBody(byte[] bytes) {
      this.bytes = bytes;
    }

    /** As received; not to be changed. */
    byte[] bytes() {
      return bytes;
    }

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

  /** A piece that is verified and in its place already. */
  record StoredPiece(long size) implements Fetched {
    @Override
    public void discard() {
      // It is right, whoever else gave it too.
    }
  }

  /** Asks for the file or piece. Completes on the connection's reading thread. */
  CompletableFuture<Fetched> start(SwarmLink link, DownloadTask task) {
    Wanted wanted = task.wanted;
    try {
      if (wanted instanceof Wanted.Piece piece) {
        return piece(link, piece);
      }
      return wanted instanceof Wanted.File file
          ? file(link, file.entry())
          : manifest(link.connection, wanted.path(), link::received).thenApply(ManifestBody::new);
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

  /** Whether memory is left for it. */
  boolean hasRoomFor(DownloadTask task) {
    return !task.isPiece() || core.host.buffers().hasRoom();
  }

  /** One request; the piece is held in memory from its first byte until it is verified. */
  private CompletableFuture<Fetched> piece(SwarmLink link, Wanted.Piece wanted) {
    PieceBuffer buffer = new PieceBuffer((int) wanted.bytes());
    BigFile file = wanted.file();
    PeerClient.Range range =
        new PeerClient.Range(file.layout.offset(wanted.index()), wanted.bytes(), file.entry.size());
    core.host.buffers().take();
    return new PeerClient(link.connection)
        .download(
            core.address, wanted.path(), range, new Guard(link::received, buffer, wanted.bytes()))
        .handle(
            (size, error) -> {
              core.host.buffers().release();
              try {
                if (error != null) {
                  throw new CompletionException(reasonOf(error));
                }
                file.write(wanted.index(), buffer.complete());
                core.received(size);
                return new StoredPiece(size);
              } catch (IOException e) {
                throw new CompletionException(e);
              }
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
