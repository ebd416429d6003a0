package zerobridge.installer;

import com.google.gson.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

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
    try (SocketChannel channel = server.accept();
        InputStream in = Channels.newInputStream(channel);
        OutputStream out = Channels.newOutputStream(channel)) {
      while (true) {
        JsonObject question = Frames.read(in);
        asked.add(question.get("cmd").getAsString());
        JsonObject push = new JsonObject();
        push.addProperty("event", "starting");
        Frames.write(out, push);
        JsonObject answer = new JsonObject();
        answer.addProperty("id", question.get("id").getAsInt());
        answer.addProperty("ok", true);
        answer.addProperty("nodeVersion", "9.9.9");
        Frames.write(out, answer);
      }
    } catch (EOFException | AsynchronousCloseException ended) {
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
