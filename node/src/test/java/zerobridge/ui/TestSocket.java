package zerobridge.ui;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import zerobridge.codec.Json;

/**
 * One side of a page, as a browser would speak (RFC 6455), to hosts that only browsers resolve.
 * Other messages than the awaited are skipped.
 */
final class TestSocket implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int FIN = 0x80;
  private static final int TEXT = 0x1;
  private static final int MASKED = 0x80;

  private final Socket socket;
  private final DataInputStream in;
  private int lastId;

  private TestSocket(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
  }

  static TestSocket open(UiFixture ui, String key) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), ui.server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    String request =
        "GET /ZeroNet-Internal/Websocket?key="
            + key
            + " HTTP/1.1\r\nHost: "
            + ui.pageHost()
            + "\r\nOrigin: http://"
            + ui.pageHost()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    TestSocket opened = new TestSocket(socket);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) opened.in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new AssertionError("not accepted: " + head);
    }
    return opened;
  }

  JsonElement ask(String cmd, JsonElement params) throws IOException {
    return ask(cmd, params, new JsonPrimitive(++lastId));
  }

  JsonElement ask(String cmd, JsonElement params, JsonElement id) throws IOException {
    send(cmd, params, id);
    return await(message -> isAnswerTo(message, id)).get("result");
  }

  private static boolean isAnswerTo(JsonObject message, JsonElement id) {
    return message.get("cmd").getAsString().equals("response") && message.get("to").equals(id);
  }

  void send(String cmd, JsonElement params, int id) throws IOException {
    lastId = Math.max(lastId, id);
    send(cmd, params, new JsonPrimitive(id));
  }

  private void send(String cmd, JsonElement params, JsonElement id) throws IOException {
    JsonObject message = new JsonObject();
    message.addProperty("cmd", cmd);
    message.add("params", params);
    message.add("id", id);
    send(message);
  }

  void respond(long to, JsonElement result) throws IOException {
    JsonObject message = new JsonObject();
    message.addProperty("cmd", "response");
    message.addProperty("to", to);
    message.add("result", result);
    send(message);
  }

  private void send(JsonObject message) throws IOException {
    byte[] text = message.toString().getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(text.length + 8);
    frame.put((byte) (FIN | TEXT));
    if (text.length < 126) {
      frame.put((byte) (MASKED | text.length));
    } else {
      frame.put((byte) (MASKED | 126)).putShort((short) text.length);
    }
    // The mask may be anything; with zeros the text stays readable.
    frame.putInt(0).put(text);
    socket.getOutputStream().write(frame.array(), 0, frame.position());
  }

  /** The next push with this name. */
  JsonObject push(String cmd) throws IOException {
    return await(message -> message.get("cmd").getAsString().equals(cmd));
  }

  private JsonObject await(Predicate<JsonObject> wanted) throws IOException {
    while (true) {
      JsonObject message = Json.parseObject(readMessage());
      if (wanted.test(message)) {
        return message;
      }
    }
  }

  private byte[] readMessage() throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    boolean last = false;
    while (!last) {
      int first = in.readUnsignedByte();
      int length = in.readUnsignedByte();
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(in.readLong());
      }
      message.write(in.readNBytes(length));
      last = (first & FIN) != 0;
    }
    return message.toByteArray();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
