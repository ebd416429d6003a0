package zerobridge.host;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/** The browser's end of a port. */
final class FakeBrowser implements AutoCloseable {
  private final OutputStream toHost;
  private final ReadableByteChannel fromHost;

  FakeBrowser(OutputStream toHost, ReadableByteChannel fromHost) {
    this.toHost = toHost;
    this.fromHost = fromHost;
  }

  void say(String json) throws IOException {
    Frames.write(Channels.newChannel(toHost), json.getBytes(StandardCharsets.UTF_8));
    toHost.flush();
  }

  JsonObject next() throws IOException {
    byte[] frame = Frames.read(fromHost);
    if (frame == null) {
      throw new EOFException("The host closed the port");
    }
    return JsonParser.parseString(new String(frame, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  /** The next message that is not one of many "starting". */
  JsonObject nextAfterStarting() throws IOException {
    JsonObject message = next();
    while (isEvent(message, "starting")) {
      message = next();
    }
    return message;
  }

  static boolean isEvent(JsonObject message, String name) {
    return message.has("event") && message.get("event").getAsString().equals(name);
  }

  static String errorCode(JsonObject answer) {
    return answer.getAsJsonObject("error").get("code").getAsString();
  }

  @Override
  public void close() throws IOException {
    toHost.close();
  }
}
