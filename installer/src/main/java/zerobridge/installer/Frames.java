package zerobridge.installer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Native messaging's frames: a length of four bytes in the machine's own order, then JSON. */
final class Frames {

  /** What a host may send in one frame, the browsers' own limit. */
  private static final int MAX_BYTES = 1 << 20;

  private Frames() {}

  static void write(OutputStream out, JsonObject message) throws IOException {
    byte[] json = message.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame =
        ByteBuffer.allocate(Integer.BYTES + json.length).order(ByteOrder.nativeOrder());
    out.write(frame.putInt(json.length).put(json).array());
    out.flush();
  }

  static JsonObject read(InputStream in) throws IOException {
    byte[] header = in.readNBytes(Integer.BYTES);
    if (header.length < Integer.BYTES) {
      throw new EOFException("it ended without an answer");
    }
    int length = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException(
          "it wrote something that is no frame (a length of "
              + Integer.toUnsignedString(length)
              + ")");
    }
    byte[] json = in.readNBytes(length);
    try {
      return JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new IOException("it sent a frame that is no JSON object", e);
    }
  }

  /**
   * Reads frames until the answer with the given id, past pushed events.
   *
   * @throws IOException also when the time is up; the caller then closes the stream, which ends the
   *     reading
   */
  static JsonObject answer(InputStream in, int id, Duration limit) throws IOException {
    CompletableFuture<JsonObject> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                while (true) {
                  JsonObject frame = read(in);
                  if (frame.has("id") && frame.get("id").getAsInt() == id) {
                    return frame;
                  }
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      JsonObject frame = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (frame.has("error")) {
        throw new IOException("it answered with an error: " + frame.get("error"));
      }
      return frame;
    } catch (TimeoutException e) {
      throw new IOException("it did not answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause =
          e.getCause() instanceof UncheckedIOException unchecked
              ? unchecked.getCause()
              : e.getCause();
      throw new IOException(cause == null ? e.getMessage() : cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for an answer", e);
    }
  }
}
