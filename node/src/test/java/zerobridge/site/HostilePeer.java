package zerobridge.site;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import zerobridge.codec.Message;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;
import zerobridge.peer.ScriptedPeer;

/** A peer that serves a folder like an honest one, but for the files that its trick is about. */
final class HostilePeer implements AutoCloseable {
  private static final int BIG_BYTES = 5 << 20;

  private final ServerSocket server = ScriptedPeer.listen();
  private final Threads threads = new Threads("hostile");
  private final Path folder;
  private final Trick trick;
  private final AtomicInteger asked = new AtomicInteger();
  private final Map<String, Map<String, Object>> answers = new ConcurrentHashMap<>();
  private final Map<String, byte[]> pieces;
  private final List<Long> offsets = new CopyOnWriteArrayList<>();

  /** What it does when it is asked for a file. */
  interface Trick {
    /**
     * Answers in its own way.
     *
     * @return false to answer honestly
     */
    boolean play(ScriptedPeer peer, long id, String path, byte[] content) throws IOException;
  }

  private HostilePeer(Path folder, Map<String, byte[]> pieces, Trick trick) throws IOException {
    this.folder = folder;
    this.pieces = pieces;
    this.trick = trick;
    threads.run("hostile-accept", this::accept);
  }

  /** Serves the site in {@code folder}; {@code trick} is asked at every file. */
  static HostilePeer serving(Path folder, Trick trick) throws IOException {
    return new HostilePeer(folder, Map.of(), trick);
  }

  /** As the other one, and says that it has these pieces of big files: packed fields by root. */
  static HostilePeer serving(Path folder, Map<String, byte[]> pieces, Trick trick)
      throws IOException {
    return new HostilePeer(folder, pieces, trick);
  }

  /** Where the requests for big files began, in their order. */
  List<Long> offsets() {
    return offsets;
  }

  PeerAddress address() {
    return PeerAddress.of("127.0.0.1", server.getLocalPort());
  }

  /** What it answers to a command without a file, instead of that there is nothing. */
  HostilePeer answering(String command, Map<String, Object> fields) {
    answers.put(command, fields);
    return this;
  }

  /** How often a file was asked of it. */
  int asked() {
    return asked.get();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        ScriptedPeer peer = ScriptedPeer.accept(server);
        threads.run("hostile-peer", () -> serve(peer));
      }
    } catch (IOException e) {
      // The test is over.
      threads.close();
    }
  }

  private void serve(ScriptedPeer peer) {
    try (peer) {
      peer.welcome();
      while (true) {
        answer(peer, peer.next());
      }
    } catch (IOException e) {
      // The node ended the connection: what most tests are about.
      return;
    }
  }

  private void answer(ScriptedPeer peer, Message request) throws IOException {
    long id = request.integer("req_id").orElse(0);
    Message params = request.map("params");
    String command = request.text("cmd");
    if (params == null || command == null || command.equals("response")) {
      return;
    }
    String path = params.text("inner_path");
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    if (path == null) {
      fields.put("peers", List.of());
      fields.put("modified_files", Map.of());
      fields.put("piecefields_packed", pieces);
      peer.answer(id, answers.getOrDefault(command, fields));
      return;
    }
    if (command.equals("update")) {
      // Says what one likes to hear, and keeps what it has.
      fields.put("ok", "Thanks, file " + path + " updated!");
      peer.answer(id, fields);
      return;
    }
    asked.incrementAndGet();
    Path file = folder.resolve(path);
    if (!Files.isRegularFile(file)) {
      fields.put("error", "File read error");
      peer.answer(id, fields);
      return;
    }
    byte[] content = Files.readAllBytes(file);
    if (content.length > BIG_BYTES) {
      offsets.add(params.integer("location").orElse(0));
    }
    if (!trick.play(peer, id, path, content)) {
      honest(peer, id, command.equals("streamFile"), params, content);
    }
  }

  private static void honest(
      ScriptedPeer peer, long id, boolean streams, Message params, byte[] content)
      throws IOException {
    int from = (int) params.integer("location").orElse(0);
    int most = (int) params.integer("read_bytes").orElse(512 << 10);
    int count = Math.min(most, content.length - from);
    byte[] part = java.util.Arrays.copyOfRange(content, from, from + count);
    if (streams) {
      peer.answerStream(id, from, content.length, part);
    } else {
      peer.answer(id, Map.of("body", part, "size", content.length, "location", from + count));
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.close();
  }
}
