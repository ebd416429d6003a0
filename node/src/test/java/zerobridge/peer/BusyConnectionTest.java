package zerobridge.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Message;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;

/** Many requests at once, slow ones among them, from both ends of one socket. */
class BusyConnectionTest {
  private static final SiteAddress SITE = SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT");
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int FILES = 500;

  @TempDir Path folder;
  private final Threads threads = new Threads("test");

  @AfterEach
  void stop() {
    threads.close();
  }

  @BeforeEach
  void writeFiles() throws IOException {
    for (int i = 0; i < FILES; i++) {
      Files.write(path(i).in(folder), content(i));
    }
  }

  private static InnerPath path(int i) {
    return InnerPath.parse("file-" + i);
  }

  /** From nothing to a bit more than what is copied behind its header. */
  private static byte[] content(int i) {
    byte[] bytes = new byte[i * 137];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.remaining() >= 4) {
      buffer.putInt(i);
    }
    return bytes;
  }

  @Test
  void w02StreamsFromBothEndsNeverMix() throws IOException {
    FolderService service = new FolderService(SITE, folder);
    try (TestPeer first = TestPeer.clear(service);
        TestPeer second = TestPeer.clear(service)) {
      PeerConnection there = second.network().connect(first.address());
      // Once it answers, the first knows the connection too.
      assertThat(new PeerClient(there).ping().join()).isNotNull();
      PeerConnection back = first.network().connect(second.address());
      assertThat(back.isOutgoing()).isFalse();
      List<Runnable> checks = new ArrayList<>();
      for (int i = 0; i < FILES; i++) {
        checks.add(download(there, i));
        checks.add(download(back, i));
      }
      checks.forEach(Runnable::run);
      assertThat(there.openRequests()).isZero();
    }
  }

  private static Runnable download(PeerConnection connection, int i) {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    CompletableFuture<Long> done =
        new PeerClient(connection).download(SITE, path(i), i * 137L, sink);
    return () -> {
      assertThat(done).succeedsWithin(SOON).isEqualTo(i * 137L);
      assertThat(sink.toByteArray()).isEqualTo(content(i));
    };
  }

  @Test
  void w04SlowAnswerHoldsNothingUp() throws IOException {
    CompletableFuture<Answer> verdict = new CompletableFuture<>();
    PeerService slow =
        new FolderService(SITE, folder) {
          @Override
          public CompletableFuture<Answer> update(PeerConnection from, Update update) {
            return verdict;
          }
        };
    try (TestPeer node = TestPeer.clear(slow);
        TestPeer other = TestPeer.clear(new FolderService(SITE, folder))) {
      PeerClient client = new PeerClient(other.network().connect(node.address()));
      Update update =
          new Update(SITE, InnerPath.ROOT_MANIFEST, new Update.Body(new byte[0]), 1, Message.EMPTY);
      CompletableFuture<String> pushed = client.update(update, 1);
      for (int i = 0; i < 20; i++) {
        assertThat(client.ping()).succeedsWithin(SOON);
      }
      assertThat(pushed).isNotDone();
      verdict.complete(Answer.ok("Thanks, file content.json updated!"));
      assertThat(pushed).succeedsWithin(SOON).isEqualTo("Thanks, file content.json updated!");
    }
  }

  @Test
  void callersAtTheSameTimeShareOneConnection() throws IOException {
    try (TestPeer node = TestPeer.clear(new FolderService(SITE, folder));
        TestPeer other = TestPeer.clear(new FolderService(SITE, folder))) {
      List<CompletableFuture<PeerConnection>> dialled = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        dialled.add(threads.call("dial", () -> other.network().connect(node.address())));
      }
      for (CompletableFuture<PeerConnection> one : dialled) {
        assertThat(one).succeedsWithin(SOON).isSameAs(dialled.get(0).join());
      }
      assertThat(other.network().connections()).hasSize(1);
    }
  }

  @Test
  void faultOfTheServiceIsAnsweredAndTheConnectionLives() throws IOException {
    PeerService broken =
        new FolderService(SITE, folder) {
          @Override
          public List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange) {
            throw new IllegalStateException("planted");
          }
        };
    try (TestPeer node = TestPeer.clear(broken);
        ScriptedPeer peer = ScriptedPeer.dial(node.port())) {
      peer.handshake();
      peer.request("pex", 1, Map.of("site", SITE.value(), "peers", List.of(), "need", 5));
      assertThat(peer.next().text("error")).isEqualTo("Internal error");
      peer.request("ping", 2, Map.of());
      assertThat(peer.next().text("body")).isEqualTo("Pong!");
    }
  }

  @Test
  void closingTheNodeFailsOpenRequestsAndFreesThePort() throws IOException {
    CompletableFuture<Answer> never = new CompletableFuture<>();
    PeerService stuck =
        new FolderService(SITE, folder) {
          @Override
          public CompletableFuture<Answer> update(PeerConnection from, Update update) {
            return never;
          }
        };
    CompletableFuture<String> pushed;
    int port;
    try (TestPeer other = TestPeer.clear(new FolderService(SITE, folder))) {
      try (TestPeer node = TestPeer.clear(stuck)) {
        port = node.port();
        Update update =
            new Update(
                SITE, InnerPath.ROOT_MANIFEST, new Update.Body(new byte[0]), 1, Message.EMPTY);
        pushed = new PeerClient(other.network().connect(node.address())).update(update, 1);
      }
      assertThat(pushed).failsWithin(SOON);
    }
    // Another program may have got the port meanwhile, so it is asked for rather than taken.
    try (TestPeer visitor = TestPeer.clear(new FolderService(SITE, folder))) {
      PeerAddress gone = PeerAddress.of("127.0.0.1", port);
      assertThatThrownBy(() -> visitor.network().connect(gone)).isInstanceOf(IOException.class);
    }
  }
}
