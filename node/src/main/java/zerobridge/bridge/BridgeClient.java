package zerobridge.bridge;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import zerobridge.codec.Json;

/**
 * The command line's end of the local socket: one request at a time, in order. Used by one thread.
 */
public final class BridgeClient implements AutoCloseable {
  private final Path socket;
  private final SocketChannel channel;
  private int lastId;

  private BridgeClient(Path socket, SocketChannel channel) {
    this.socket = socket;
    this.channel = channel;
  }

  /**
   * Connects to a running node.
   *
   * @throws IOException when none answers at that socket
   */
  public static BridgeClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new BridgeClient(socket, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Asks and waits for the answer.
   *
   * @return the fields of the answer
   * @throws BridgeException when the node refuses, with its sentence
   */
  public JsonObject ask(String command, JsonObject arguments) throws IOException {
    JsonObject request = arguments.deepCopy();
    int id = ++lastId;
    request.addProperty("id", id);
    request.addProperty("cmd", command);
    Frames.write(channel, request.toString().getBytes(StandardCharsets.UTF_8));
    while (true) {
      byte[] frame = Frames.read(channel);
      if (frame == null) {
        throw new EOFException("The node ended before it answered");
      }
      JsonObject answer = Json.parseObject(frame);
      if (answer.has("id") && answer.get("id").getAsInt() == id) {
        return checked(answer);
      }
    }
  }

  /** Runs a command of the pages' interface with the person's own rights. */
  public JsonElement control(String address, String command, JsonElement params)
      throws IOException {
    JsonObject arguments = new JsonObject();
    arguments.addProperty(
        "token", Files.readString(new RunDirectory(socket.resolveSibling("")).controlToken()));
    arguments.addProperty("address", address);
    arguments.addProperty("command", command);
    arguments.add("params", params);
    return ask("control", arguments).get("result");
  }

  private static JsonObject checked(JsonObject answer) throws BridgeException {
    if (answer.get("error") instanceof JsonObject error) {
      throw new BridgeException(
          error.get("code").getAsString(), error.get("message").getAsString());
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
