package zerobridge.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;

/**
 * Fetches one file piece after piece (peer protocol, getFile and streamFile, client algorithm).
 * Each piece is checked against what was asked: a peer can't send more, skip bytes or stand still.
 */
final class Download {
  private static final int PIECE_BYTES = 512 << 10;
  private static final int LARGE_PIECE_BYTES = 1 << 20;
  private static final long LARGE_FILE_BYTES = 5 << 20;

  /** Shorter pieces come inside the answer, longer ones behind it. */
  private static final int STREAM_ABOVE_BYTES = 256 << 10;

  private final PeerConnection connection;
  private final SiteAddress site;
  private final InnerPath path;
  private final PeerClient.Range range;
  private final OutputStream sink;
  private final CompletableFuture<Long> result = new CompletableFuture<>();
  private long position;

  Download(
      PeerConnection connection,
      SiteAddress site,
      InnerPath path,
      PeerClient.Range range,
      OutputStream sink) {
    this.connection = connection;
    this.site = site;
    this.path = path;
    this.range = range;
    this.sink = sink;
    this.position = range.offset();
  }

  CompletableFuture<Long> start() {
    requestPiece();
    return result;
  }

  private void requestPiece() {
    int bytes = nextPiece();
    Map<String, @Nullable Object> params = new LinkedHashMap<>();
    params.put("site", site.value());
    params.put("inner_path", path.value());
    params.put("location", position);
    params.put("read_bytes", bytes);
    params.put("file_size", range.fileSize() == 0 ? null : range.fileSize());
    CompletableFuture<Message> answer =
        bytes > STREAM_ABOVE_BYTES
            ? connection.stream("streamFile", params, bytes, sink)
            : connection.request("getFile", params);
    // Its faults are passed on inside.
    CompletableFuture<?> unused =
        answer.whenComplete((message, fault) -> onAnswer(message, fault, bytes));
  }

  private void onAnswer(@Nullable Message message, @Nullable Throwable fault, int asked) {
    try {
      if (message == null) {
        result.completeExceptionally(fault == null ? new IOException("No answer.") : fault);
      } else {
        onPiece(message, asked);
      }
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private int nextPiece() {
    int piece = range.fileSize() > LARGE_FILE_BYTES ? LARGE_PIECE_BYTES : PIECE_BYTES;
    return range.length() == PeerClient.Range.TO_THE_END
        ? piece
        : (int) Math.min(piece, range.offset() + range.length() - position);
  }

  private void onPiece(Message answer, int asked) throws IOException {
    byte[] body = answer.bytes("body");
    long count = answer.integer("stream_bytes").orElse(body == null ? 0 : body.length);
    OptionalLong location = answer.integer("location");
    OptionalLong size = answer.integer("size");
    if (location.isEmpty() || size.isEmpty()) {
      throw new ProtocolException("The answer to a file request doesn't say where it ends.");
    }
    if (count > asked || location.getAsLong() != position + count || size.getAsLong() < 0) {
      throw new ProtocolException("The answer to a file request is about other bytes.");
    }
    if (body != null) {
      sink.write(body);
    }
    position += count;
    boolean reached =
        range.length() != PeerClient.Range.TO_THE_END
            && position == range.offset() + range.length();
    if (reached || position >= size.getAsLong()) {
      result.complete(position - range.offset());
    } else if (count == 0) {
      throw new ProtocolException("The peer sends nothing of a file that it says is longer.");
    } else {
      requestPiece();
    }
  }
}
