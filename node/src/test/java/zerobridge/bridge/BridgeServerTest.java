package zerobridge.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.bridge.BridgeBackend.SitePeer;
import zerobridge.io.Threads;

/** The real jnr server, asked by the JDK's own client: what the native host will do. */
@Timeout(60)
class BridgeServerTest {
  private final Threads threads = new Threads("test");
  private final FixedBackend backend = new FixedBackend();
  private RunDirectory directory = new RunDirectory(Path.of("unset"));
  private BridgeServer server = new BridgeServer(directory, backend, threads);

  @BeforeEach
  void start(@TempDir Path temp) throws IOException {
    directory = new RunDirectory(temp.resolve("run"));
    server = new BridgeServer(directory, backend, threads);
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    threads.close();
  }

  @Test
  void keepsDirectoryAndSocketToTheirOwner() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.socket())))
        .isEqualTo("rw-------");
  }

  @Test
  void greetsWithProtocolAndPageAddress() throws IOException {
    try (SocketChannel client = connect()) {
      JsonObject answer = ask(client, "{\"id\":1,\"cmd\":\"hello\",\"protocol\":1}");
      assertThat(answer.get("id").getAsInt()).isEqualTo(1);
      assertThat(answer.get("ok").getAsBoolean()).isTrue();
      assertThat(answer.get("protocol").getAsInt()).isEqualTo(BridgeServer.PROTOCOL);
      assertThat(answer.get("uiUrl").getAsString()).isEqualTo("http://127.0.0.1:43110/");
      assertThat(answer.get("pid").getAsLong()).isEqualTo(ProcessHandle.current().pid());
    }
  }

  @Test
  void listsConnectedPeersFirst() throws IOException {
    backend.peers.add(new SitePeer("198.51.100.7:15441", false, false, "", -1));
    backend.peers.add(new SitePeer("203.0.113.24:15441", true, true, "00ff", 31));
    try (SocketChannel client = connect()) {
      JsonObject answer = ask(client, "{\"id\":2,\"cmd\":\"site\",\"address\":\"talk.bit\"}");
      assertThat(answer.get("title").getAsString()).isEqualTo("ZeroTalk");
      assertThat(answer.get("peerCount").getAsInt()).isEqualTo(14);
      assertThat(answer.getAsJsonObject("download").get("total").getAsInt()).isEqualTo(2);
      JsonObject first = answer.getAsJsonArray("peers").get(0).getAsJsonObject();
      assertThat(first.get("address").getAsString()).isEqualTo("203.0.113.24:15441");
      assertThat(first.get("encrypted").getAsBoolean()).isTrue();
    }
  }

  @Test
  void showsNoMorePeersThanAPersonCanLookAt() throws IOException {
    for (int i = 0; i <= BridgeCommands.MAX_PEERS; i++) {
      backend.peers.add(new SitePeer("198.51.100.7:" + (1_000 + i), false, false, "", -1));
    }
    try (SocketChannel client = connect()) {
      assertThat(
              ask(client, "{\"id\":2,\"cmd\":\"site\",\"address\":\"talk.bit\"}")
                  .getAsJsonArray("peers"))
          .hasSize(BridgeCommands.MAX_PEERS);
    }
  }

  @Test
  void saysWhichSiteItLacks() throws IOException {
    assertThat(errorOf("{\"id\":3,\"cmd\":\"site\",\"address\":\"other.bit\"}"))
        .isEqualTo("unknown-site");
  }

  @Test
  void opensTypedText() throws IOException {
    try (SocketChannel client = connect()) {
      assertThat(
              ask(client, "{\"id\":4,\"cmd\":\"open\",\"text\":\"zero://talk.bit/?a=1#b\"}")
                  .get("url")
                  .getAsString())
          .isEqualTo("http://127.0.0.1:43110/talk.bit/?a=1#b");
    }
  }

  @Test
  void opensAKnownAddressWhoseLetterCaseWasLost() throws IOException {
    try (SocketChannel client = connect()) {
      assertThat(
              ask(
                      client,
                      "{\"id\":4,\"cmd\":\"open\",\"text\":\"http://1talkfrmwvbnsoof4iokay9euxtbtjipt/\"}")
                  .get("url")
                  .getAsString())
          .isEqualTo("http://127.0.0.1:43110/" + FixedBackend.TALK + "/");
    }
  }

  @Test
  void refusesTextThatLeadsNowhere() throws IOException {
    assertThat(errorOf("{\"id\":5,\"cmd\":\"open\",\"text\":\"http://example.com/\"}"))
        .isEqualTo("not-an-address");
  }

  @Test
  void resolvesNames() throws IOException {
    try (SocketChannel client = connect()) {
      assertThat(
              ask(client, "{\"id\":6,\"cmd\":\"resolve\",\"name\":\"talk.bit\"}")
                  .get("address")
                  .getAsString())
          .isEqualTo(FixedBackend.TALK);
    }
  }

  @Test
  void pagesTheSites() throws IOException {
    try (SocketChannel client = connect()) {
      JsonObject answer = ask(client, "{\"id\":7,\"cmd\":\"sites\",\"offset\":1}");
      assertThat(answer.getAsJsonArray("sites")).isEmpty();
      assertThat(answer.get("total").getAsInt()).isEqualTo(1);
    }
  }

  @Test
  void answersUnknownCommandsAndGoesOn() throws IOException {
    try (SocketChannel client = connect()) {
      assertThat(error(ask(client, "{\"id\":8,\"cmd\":\"dance\"}"))).isEqualTo("unknown-command");
      assertThat(ask(client, "{\"id\":9,\"cmd\":\"status\"}").get("connectedPeers").getAsInt())
          .isEqualTo(3);
    }
  }

  @Test
  void answersStopBeforeItStops() throws Exception {
    try (SocketChannel client = connect()) {
      assertThat(ask(client, "{\"id\":10,\"cmd\":\"stop\"}").get("ok").getAsBoolean()).isTrue();
      backend.stopped.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void pushesOnlyWhatChanged() throws IOException {
    try (SocketChannel client = connect()) {
      ask(client, "{\"id\":11,\"cmd\":\"subscribe\",\"topics\":[\"status\"],\"every\":1}");
      assertThat(next(client).get("connectedPeers").getAsInt()).isEqualTo(3);
      backend.connected.set(4);
      JsonObject push = next(client);
      assertThat(push.get("event").getAsString()).isEqualTo("status");
      assertThat(push.get("connectedPeers").getAsInt()).isEqualTo(4);
    }
  }

  @Test
  void refusesSubscriptionsToUnknownTopics() throws IOException {
    assertThat(errorOf("{\"id\":12,\"cmd\":\"subscribe\",\"topics\":[\"keys\"]}"))
        .isEqualTo("bad-request");
  }

  @Test
  void endsASessionWhoseRequestIsNotJson() throws IOException {
    try (SocketChannel client = connect()) {
      assertThat(error(ask(client, "hello"))).isEqualTo("bad-request");
      assertThat(Frames.read(client)).isNull();
    }
  }

  @Test
  void endsASessionWhoseFrameIsTooLong() throws IOException {
    try (SocketChannel client = connect()) {
      ByteBuffer head = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
      client.write(head.putInt(Frames.LIMIT + 1).flip());
      assertThat(error(next(client))).isEqualTo("bad-frame");
      assertThat(Frames.read(client)).isNull();
    }
  }

  @Test
  void closingEndsSessionsAndRemovesTheSocket() throws IOException {
    try (SocketChannel client = connect()) {
      ask(client, "{\"id\":13,\"cmd\":\"status\"}");
      server.close();
      assertThat(Frames.read(client)).isNull();
      assertThat(directory.socket()).doesNotExist();
    }
  }

  @Test
  void replacesASocketThatACrashLeftBehind() throws IOException {
    BridgeServer after = new BridgeServer(directory, backend, threads);
    after.start();
    try (SocketChannel client = connect()) {
      assertThat(ask(client, "{\"id\":14,\"cmd\":\"hello\"}").has("pid")).isTrue();
    } finally {
      after.close();
    }
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(directory.socket()));
    return channel;
  }

  private String errorOf(String request) throws IOException {
    try (SocketChannel client = connect()) {
      return error(ask(client, request));
    }
  }

  private static String error(JsonObject answer) {
    return answer.getAsJsonObject("error").get("code").getAsString();
  }

  private static JsonObject ask(SocketChannel client, String request) throws IOException {
    Frames.write(client, request.getBytes(StandardCharsets.UTF_8));
    return next(client);
  }

  private static JsonObject next(SocketChannel client) throws IOException {
    byte[] frame = Frames.read(client);
    if (frame == null) {
      throw new EOFException("The node closed the connection");
    }
    return JsonParser.parseString(new String(frame, StandardCharsets.UTF_8)).getAsJsonObject();
  }
}
