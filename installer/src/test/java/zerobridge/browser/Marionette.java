package zerobridge.browser;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Firefox's own remote control: packets of {@code <decimal byte length>:<JSON>}, commands {@code
 * [0, id, name, params]} and answers {@code [1, id, error, result]}. Confined to the test's thread.
 */
final class Marionette implements AutoCloseable {

  private static final int ANSWER_MILLIS = 30_000;
  private static final int MAX_LENGTH_DIGITS = 10;

  private final Socket socket;
  private final InputStream in;
  private int lastId;

  Marionette(int port) throws IOException {
    this.socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_MILLIS);
    socket.setSoTimeout(ANSWER_MILLIS);
    this.in = new BufferedInputStream(socket.getInputStream());
    JsonObject greeting = readPacket().getAsJsonObject();
    if (greeting.get("marionetteProtocol").getAsInt() != 3) {
      throw new IOException("unknown Marionette protocol: " + greeting);
    }
  }

  /** Sends a command such as {@code WebDriver:Navigate} and returns its result. */
  JsonElement call(String command, JsonObject params) throws IOException {
    int id = ++lastId;
    JsonArray packet = new JsonArray();
    packet.add(0);
    packet.add(id);
    packet.add(command);
    packet.add(params);
    byte[] body = packet.toString().getBytes(StandardCharsets.UTF_8);
    socket.getOutputStream().write((body.length + ":").getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    JsonArray answer = readPacket().getAsJsonArray();
    if (answer.get(1).getAsInt() != id) {
      throw new IOException("answer out of order: " + answer);
    }
    if (!answer.get(2).isJsonNull()) {
      JsonObject error = answer.get(2).getAsJsonObject();
      throw new IOException(
          command + ": " + Json.text(error, "error") + ": " + Json.text(error, "message"));
    }
    return answer.get(3);
  }

  /** The member {@code value} of a command's result. */
  JsonElement value(String command, JsonObject params) throws IOException {
    return call(command, params).getAsJsonObject().get("value");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private JsonElement readPacket() throws IOException {
    StringBuilder length = new StringBuilder();
    for (int c = in.read(); c != ':'; c = in.read()) {
      if (c < '0' || c > '9' || length.length() == MAX_LENGTH_DIGITS) {
        throw c < 0
            ? new EOFException("Firefox closed the connection")
            : new IOException("bad packet length");
      }
      length.append((char) c);
    }
    byte[] body = in.readNBytes(Integer.parseInt(length.toString()));
    return JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
  }
}
