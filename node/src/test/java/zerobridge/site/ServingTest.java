package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zerobridge.site.TestNode.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerobridge.codec.Message;
import zerobridge.io.InnerPath;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.RefusedException;
import zerobridge.peer.Update;

/** What a node answers to its peers, and what it keeps to itself. */
class ServingTest {
  @TempDir Path folder;
  private TestNode seeder;
  private TestNode asker;
  private SampleSite sample;
  private PeerConnection connection;
  private PeerClient client;

  @BeforeEach
  void start() throws IOException {
    seeder = TestNode.start(folder.resolve("seeder"));
    asker = TestNode.start(folder.resolve("asker"));
    sample = SampleSite.on(seeder);
    connection = asker.network().connect(seeder.address());
    client = new PeerClient(connection);
  }

  @AfterEach
  void stop() {
    asker.close();
    seeder.close();
  }

  private String fetch(String path) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    await(client.download(sample.address(), InnerPath.parse(path), 0, content));
    return content.toString(StandardCharsets.UTF_8);
  }

  private Update push(InnerPath path, byte[] body) {
    return new Update(sample.address(), path, new Update.Body(body), 0, Message.EMPTY);
  }

  @Test
  void listedFilesAndManifestsAreServed() throws IOException {
    assertThat(fetch("index.html")).isEqualTo("<h1>Hello</h1>");
    assertThat(fetch("content.json")).contains("\"A sample\"");
    assertThat(fetch(sample.userData().value())).contains("first post");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"secret.txt", "data/users/sample.db", "index.html-old", "other/content.json"})
  void w05WhatNoManifestListsIsNotServed(String path) throws IOException {
    Path file = seeder.folder(sample.address()).resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "private");

    assertThatThrownBy(() -> fetch(path))
        .isInstanceOf(RefusedException.class)
        .hasMessage("File read error");
  }

  @Test
  void aListedFileThatWasChangedToAnotherSizeIsNotServed() throws IOException {
    Files.writeString(sample.site.file(SampleSite.INDEX), "<h1>Draft of tomorrow</h1>");

    assertThatThrownBy(() -> fetch("index.html")).hasMessage("File read error");
  }

  @Test
  void aLinkThatLeadsOutOfTheSiteIsNotFollowed() throws IOException {
    Path outside = Files.writeString(folder.resolve("outside.txt"), "<h1>Hello</h1>");
    Path index = sample.site.file(SampleSite.INDEX);
    Files.delete(index);
    Files.createSymbolicLink(index, outside);

    assertThatThrownBy(() -> fetch("index.html")).hasMessage("File read error");
  }

  @Test
  void allManifestsAreNamedAndOnlyNewerOnesWhenAsked() throws IOException {
    Map<InnerPath, Long> all = await(client.listModified(sample.address(), 0));
    long newest = all.values().stream().mapToLong(Long::longValue).max().orElseThrow();

    assertThat(all)
        .containsOnlyKeys(InnerPath.ROOT_MANIFEST, SampleSite.USERS, sample.userManifest());
    assertThat(await(client.listModified(sample.address(), newest))).isEmpty();
  }

  @Test
  void anUnknownSiteIsUnknown() {
    assertThatThrownBy(
            () ->
                await(
                    client.listModified(
                        zerobridge.crypto.SiteAddress.parse("1TeSTvb4w2PWE81S2rEELgmX2GCCExQGT"),
                        0)))
        .hasMessage("Unknown site");
  }

  @Test
  void aPushOfWhatIsKnownChangesNothing() throws IOException {
    byte[] body = Files.readAllBytes(sample.site.file(InnerPath.ROOT_MANIFEST));

    assertThat(await(client.update(push(InnerPath.ROOT_MANIFEST, body), 0)))
        .isEqualTo("File not changed");
  }

  @Test
  void aPushThatIsNoJsonIsRefused() {
    byte[] body = "no json".getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> await(client.update(push(InnerPath.ROOT_MANIFEST, body), 0)))
        .hasMessage("File invalid JSON");
  }

  @Test
  void aPushWithOneByteChangedIsRefusedWithItsReason() throws IOException {
    String text = Files.readString(sample.site.file(InnerPath.ROOT_MANIFEST));
    String lie =
        text.replace("A sample", "B sample")
            .replaceFirst("\"modified\": \\d+", "\"modified\": 1900000000");

    assertThatThrownBy(
            () ->
                await(
                    client.update(
                        push(InnerPath.ROOT_MANIFEST, lie.getBytes(StandardCharsets.UTF_8)), 0)))
        .hasMessageStartingWith("File content.json invalid: ");
    assertThat(sample.site.title()).isEqualTo("A sample");
  }

  @Test
  void ofManyPushesAtOnceTheOvertakenOnesAreAnsweredToo() throws IOException {
    byte[] body = Files.readAllBytes(sample.site.file(InnerPath.ROOT_MANIFEST));
    await(client.update(push(InnerPath.ROOT_MANIFEST, body), 0));

    CompletableFuture<String> one = client.update(push(InnerPath.ROOT_MANIFEST, body), 0);
    CompletableFuture<String> other = client.update(push(InnerPath.ROOT_MANIFEST, body), 0);

    // Which of the two came last is the node's to say: its threads take them in parallel.
    assertThat(await(CompletableFuture.anyOf(one, other))).isEqualTo("File update queued");
    assertThat(one.isDone() && other.isDone()).isFalse();
  }

  @Test
  void w14SupersededPushesAreAnsweredAndTheNewestIsKept() throws IOException {
    byte[] body = Files.readAllBytes(sample.site.file(InnerPath.ROOT_MANIFEST));
    long modified = sample.site.settings().modified();
    assertThat(await(client.update(push(InnerPath.ROOT_MANIFEST, body), 0)))
        .isEqualTo("File not changed");

    CompletableFuture<String> newest = client.update(push(InnerPath.ROOT_MANIFEST, body), modified);
    CompletableFuture<String> older =
        client.update(push(InnerPath.ROOT_MANIFEST, body), modified - 1);
    CompletableFuture<String> oldest =
        client.update(push(InnerPath.ROOT_MANIFEST, body), modified - 2);

    assertThat(await(older)).isEqualTo("File update queued");
    assertThat(await(oldest)).isEqualTo("File update queued");
    assertThat(newest).isNotDone();
  }

  @Test
  void privatePeersAreOnlyToldToPrivatePeers() throws IOException {
    sample.site.addPeer(zerobridge.net.PeerAddress.parse("20.0.0.1:15441"));

    assertThat(await(client.exchangePeers(sample.address(), List.of(), 5)))
        .contains(zerobridge.net.PeerAddress.parse("20.0.0.1:15441"));
  }
}
