package zerobridge.installer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import zerobridge.host.Frames;

/**
 * Questions and answers as the extension has them with the node. Whoever opened the channels closes
 * them, which also ends a reading that ran out of time. Confined to one thread.
 */
final class Conversation {

  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private int lastId;

  Conversation(ReadableByteChannel in, WritableByteChannel out) {
    this.in = in;
    this.out = out;
  }

  /** The greeting that comes first. */
  JsonObject hello(Duration limit) throws IOException {
    JsonObject hello = new JsonObject();
    hello.addProperty("protocol", 1);
    hello.addProperty("browser", "installer");
    return ask("hello", hello, limit);
  }

  /** Asks for what needs no parameters. */
  JsonObject ask(String command, Duration limit) throws IOException {
    return ask(command, new JsonObject(), limit);
  }

  private JsonObject ask(String command, JsonObject question, Duration limit) throws IOException {
    int id = ++lastId;
    question.addProperty("id", id);
    question.addProperty("cmd", command);
    try {
      Frames.write(out, question.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException closed) {
      // What the other side wrote before it closed says more than that it closed.
    }
    CompletableFuture<JsonObject> answer = CompletableFuture.supplyAsync(() -> await(id));
    try {
      JsonObject frame = answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (frame.has("error")) {
        throw new IOException("it answered with an error: " + frame.get("error"));
      }
      return frame;
    } catch (TimeoutException e) {
      throw new IOException("it did not answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() instanceof UncheckedIOException told ? told.getCause() : e;
      throw new IOException(cause == null ? "its answer cannot be read" : cause.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for an answer", e);
    }
  }

  /** Reads on past pushed events. */
  private JsonObject await(int id) {
    try {
      while (true) {
        byte[] frame = Frames.read(in);
        if (frame == null) {
          throw new EOFException("it ended without an answer");
        }
        JsonObject message =
            JsonParser.parseString(new String(frame, StandardCharsets.UTF_8)).getAsJsonObject();
        if (message.has("id") && message.get("id").getAsInt() == id) {
          return message;
        }
      }
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      throw new UncheckedIOException(new IOException("it sent a frame that makes no sense", e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
