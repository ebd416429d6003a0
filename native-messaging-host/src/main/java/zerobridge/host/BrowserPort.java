package zerobridge.host;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The writing end towards the browser, with the few messages that the host says itself. Safe for
 * any thread; Gson is loaded only when a message has to be read or made here, since passing frames
 * on must be quick.
 */
final class BrowserPort {
  private final WritableByteChannel out;

  BrowserPort(WritableByteChannel out) {
    this.out = out;
  }

  /** What the host needs to know of a request that no node can answer. */
  record Request(@Nullable JsonElement id, boolean wantsStart) {}

  /** Reads a request; one that makes no sense has no id and wants nothing. */
  static Request parse(byte[] frame) {
    try {
      JsonElement message = JsonParser.parseString(new String(frame, StandardCharsets.UTF_8));
      if (!(message instanceof JsonObject request)) {
        return new Request(null, false);
      }
      String command = request.get("cmd") instanceof JsonPrimitive cmd ? cmd.getAsString() : "";
      boolean declined =
          request.get("start") instanceof JsonPrimitive start
              && start.isBoolean()
              && !start.getAsBoolean();
      return new Request(
          request.get("id"), command.equals("start") || (command.equals("hello") && !declined));
    } catch (JsonParseException | StackOverflowError e) {
      return new Request(null, false);
    }
  }

  synchronized void send(byte[] frame) throws IOException {
    Frames.write(out, frame);
  }

  void refuse(Request request, String code, String message) throws IOException {
    JsonObject error = new JsonObject();
    error.addProperty("code", code);
    error.addProperty("message", message);
    JsonObject answer = new JsonObject();
    if (request.id() != null) {
      answer.add("id", request.id());
    }
    answer.add("error", error);
    send(answer.toString().getBytes(StandardCharsets.UTF_8));
  }

  void event(String name) throws IOException {
    send(("{\"event\":\"" + name + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  /** As {@link #refuse}, when it doesn't matter whether the browser is still there. */
  void tryRefuse(byte[] frame, String code, String message) {
    attempt(() -> refuse(parse(frame), code, message));
  }

  /** As {@link #event}, when it doesn't matter whether the browser is still there. */
  void tryEvent(String name) {
    attempt(() -> event(name));
  }

  /** Tells how long the node has been starting, in milliseconds. */
  void tryStarting(long elapsed) {
    attempt(
        () ->
            send(
                ("{\"event\":\"starting\",\"elapsed\":" + elapsed + "}")
                    .getBytes(StandardCharsets.UTF_8)));
  }

  private interface Write {
    void run() throws IOException;
  }

  private static void attempt(Write write) {
    try {
      write.run();
    } catch (IOException e) {
      // The browser has closed its end; the reading side ends the host.
    }
  }
}
