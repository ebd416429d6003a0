package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static zerobridge.site.TestNode.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Message;
import zerobridge.content.Diff;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;
import zerobridge.peer.PeerClient;
import zerobridge.peer.ScriptedPeer;
import zerobridge.peer.Update;

/** Differences that go out with a push, and those that come with one. */
class PushedDiffsTest {
  @TempDir Path folder;
  private TestNode author;
  private TestNode reader;
  private TestNode messenger;
  private SampleSite sample;
  private Site read;

  @BeforeEach
  void start() throws IOException {
    author = TestNode.start(folder.resolve("author"));
    reader = TestNode.start(folder.resolve("reader"));
    messenger = TestNode.start(folder.resolve("messenger"));
    sample = SampleSite.on(author);
    read = reader.visit(sample.address(), author.address());
  }

  @AfterEach
  void stop() {
    messenger.close();
    reader.close();
    author.close();
  }

  /** Pushes the user's manifest from a node that has no file to give. */
  private String push(Object diff) throws IOException {
    Path manifest = sample.site.file(sample.userManifest());
    Map<String, Object> diffs = new LinkedHashMap<>();
    diffs.put("data.json", diff);
    return await(
        new PeerClient(messenger.network().connect(reader.address()))
            .update(
                new Update(
                    sample.address(),
                    sample.userManifest(),
                    new Update.Body(Files.readAllBytes(manifest)),
                    0,
                    Message.of(diffs)),
                0));
  }

  private Object diffOfNextPost() throws IOException {
    byte[] old = Files.readAllBytes(sample.site.file(sample.userData()));
    sample.post("second post");
    byte[] next = Files.readAllBytes(sample.site.file(sample.userData()));
    return Diff.between(old, next).orElseThrow().toMessage();
  }

  @Test
  void aDifferenceMakesTheNewFileWithoutFetchingIt() throws IOException {
    Object diff = diffOfNextPost();
    sample.site.pause();

    assertThat(push(diff)).startsWith("Thanks");

    await(read.settled());
    assertThat(Files.readString(read.file(sample.userData()))).contains("second post");
    assertThat(read.badFiles()).isEmpty();
  }

  @Test
  void aWrongDifferenceIsNotStoredAndTheFileIsFetched() throws IOException {
    Object unused = diffOfNextPost();
    Object wrong =
        List.of(List.of("+", List.of("{\"topic\": []}".getBytes(StandardCharsets.UTF_8))));

    assertThat(push(wrong)).startsWith("Thanks");

    await(read.settled());
    assertThat(Files.readString(read.file(sample.userData()))).contains("second post");
    assertThat(unused).isNotNull();
  }

  @Test
  void aFileTooLargeForADifferenceIsFetched() throws IOException {
    Object unused = diffOfNextPost();

    assertThat(push(false)).startsWith("Thanks");

    await(read.settled());
    assertThat(Files.readString(read.file(sample.userData()))).contains("second post");
    assertThat(unused).isNotNull();
  }

  @Test
  void whatAPageWroteGoesOutAsADifference() throws IOException {
    sample.post("second post");

    Message diffs = pushed(sample.userManifest());

    List<?> steps = diffs.list("data.json");
    assertThat(steps).isNotEmpty();
    assertThat(steps.toString()).contains("=").contains("-").contains("+");
  }

  @Test
  void whatIsTooLargeGoesOutAsFalse() throws IOException {
    InnerPath list = InnerPath.parse("list.json");
    write(list, "[]");
    write(list, "[\n" + "1,\n".repeat(12_000) + "1]");

    assertThat(pushed(InnerPath.ROOT_MANIFEST).fields()).containsEntry("list.json", false);
  }

  private void write(InnerPath path, String text) throws IOException {
    await(sample.site.write(path, text.getBytes(StandardCharsets.UTF_8)));
    await(sample.site.sign(InnerPath.ROOT_MANIFEST, sample.owner, new JsonObject()));
  }

  /** The differences that a peer gets when the author publishes. */
  private Message pushed(InnerPath manifest) throws IOException {
    try (var server = ScriptedPeer.listen()) {
      sample.site.addPeer(PeerAddress.of("127.0.0.1", server.getLocalPort()));
      CompletableFuture<PublishProgress> published =
          sample.site.publish(manifest, 1, progress -> {});
      try (ScriptedPeer peer = ScriptedPeer.accept(server)) {
        peer.welcome();
        Message request = peer.next();
        while (!"update".equals(request.text("cmd"))) {
          request = peer.next();
        }
        Message params = Objects.requireNonNull(request.map("params"));
        return Objects.requireNonNull(params.map("diffs"));
      } finally {
        assertThat(await(published)).isNotNull();
      }
    }
  }
}
