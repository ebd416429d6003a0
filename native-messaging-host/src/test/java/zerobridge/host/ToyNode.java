package zerobridge.host;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The least that a node can be: answers each request with its process id, ends on {@code stop}. Run
 * as a program it notes its start in {@code starts.txt} beside the socket.
 */
final class ToyNode implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path socket;

  ToyNode(Path socket) throws IOException {
    this.socket = socket;
    Files.deleteIfExists(socket);
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = RunDirectory.ofThisProcess().path();
    Files.writeString(
        directory.resolve("starts.txt"),
        ProcessHandle.current().pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    try (FileChannel claim =
            FileChannel.open(
                directory.resolve("node.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        ToyNode node = new ToyNode(directory.resolve("node.sock"))) {
      claim.lock();
      node.serve();
    }
  }

  /** Serves connections, each on a thread, until one says stop or the server is closed. */
  void serve() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        Thread thread = new Thread(() -> answer(channel), "toy session");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException closed) {
      // As close() wants it.
    }
  }

  void serveInBackground() {
    Thread thread = new Thread(this::serve, "toy node");
    thread.setDaemon(true);
    thread.start();
  }

  private void answer(SocketChannel channel) {
    try (channel) {
      for (byte[] frame = Frames.read(channel); frame != null; frame = Frames.read(channel)) {
        JsonObject request =
            JsonParser.parseString(new String(frame, StandardCharsets.UTF_8)).getAsJsonObject();
        String command = request.get("cmd").getAsString();
        if (command.equals("crash")) {
          return;
        }
        JsonObject answer = new JsonObject();
        answer.add("id", request.get("id"));
        answer.addProperty("ok", true);
        answer.addProperty("pid", ProcessHandle.current().pid());
        if (command.equals("echo")) {
          answer.add("text", request.get("text"));
        }
        Frames.write(channel, answer.toString().getBytes(StandardCharsets.UTF_8));
        if (command.equals("stop")) {
          close();
          return;
        }
      }
    } catch (IOException e) {
      // The host went away.
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(socket);
    server.close();
  }
}
