package zerobridge.installer;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import zerobridge.host.Frames;

/** A node's local socket that answers one conversation and remembers what was asked. */
final class FakeNode implements AutoCloseable {

  final List<String> asked = new CopyOnWriteArrayList<>();
  private final Path socket;
  private final ServerSocketChannel server;
  private final CompletableFuture<Void> conversation;

  FakeNode(Path runDirectory) throws IOException {
    Files.createDirectories(runDirectory);
    this.socket = runDirectory.resolve("node.sock");
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    this.conversation = CompletableFuture.runAsync(this::talk);
  }

  private void talk() {
    try (SocketChannel channel = server.accept()) {
      while (true) {
        byte[] frame = Frames.read(channel);
        if (frame == null) {
          asked.add("end");
          return;
        }
        JsonObject question =
            JsonParser.parseString(new String(frame, StandardCharsets.UTF_8)).getAsJsonObject();
        asked.add(question.get("cmd").getAsString());
        JsonObject push = new JsonObject();
        push.addProperty("event", "starting");
        Frames.write(channel, push.toString().getBytes(StandardCharsets.UTF_8));
        JsonObject answer = new JsonObject();
        answer.addProperty("id", question.get("id").getAsInt());
        answer.addProperty("ok", true);
        answer.addProperty("nodeVersion", "9.9.9");
        JsonObject reach = new JsonObject();
        reach.addProperty("state", "forward-port");
        reach.addProperty("text", "Others can’t reach this node.");
        reach.addProperty("remedy", "Forward TCP port 5.");
        reach.addProperty("evidence", "0 of 2 nodes asked could connect");
        answer.add("reach", reach);
        Frames.write(channel, answer.toString().getBytes(StandardCharsets.UTF_8));
      }
    } catch (AsynchronousCloseException ended) {
      asked.add("end");
    } catch (IOException e) {
      asked.add(e.toString());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    conversation.join();
    Files.deleteIfExists(socket);
  }
}
