package zerobridge.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static zerobridge.site.OptionalSite.OTHER_TWIN;
import static zerobridge.site.OptionalSite.PICTURE;
import static zerobridge.site.OptionalSite.SONG;
import static zerobridge.site.OptionalSite.TWIN;
import static zerobridge.site.TestNode.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.codec.Hashfield;
import zerobridge.codec.Message;
import zerobridge.db.OptionalFileTable.Which;
import zerobridge.io.InnerPath;
import zerobridge.net.HostKind;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;
import zerobridge.peer.HashIdHolders;
import zerobridge.peer.OptionalFilesClient;
import zerobridge.peer.ScriptedPeer;

/** Files that only some peers have, between real nodes on loopback. */
class OptionalFilesTest {
  private static final HostilePeer.Trick HONEST = (peer, id, path, content) -> false;

  @TempDir Path folder;
  private final List<TestNode> nodes = new ArrayList<>();
  private TestNode author;
  private TestNode visitor;
  private OptionalSite made;

  @BeforeEach
  void start() throws IOException {
    author = node("author");
    visitor = node("visitor");
    made = OptionalSite.on(author);
  }

  @AfterEach
  void stop() {
    nodes.forEach(TestNode::close);
  }

  private TestNode node(String name) throws IOException {
    TestNode node = TestNode.start(folder.resolve(name));
    nodes.add(node);
    return node;
  }

  private void end(TestNode node) {
    nodes.remove(node);
    node.close();
  }

  private Site need(Site site, InnerPath path) throws IOException {
    assertThat(await(site.need(path, Site.PRIORITY_PAGE))).as("%s", path).isTrue();
    return site;
  }

  private Hashfield fieldOf(TestNode node) throws IOException {
    TestNode asking = node("asking " + nodes.size());
    return await(
        new OptionalFilesClient(asking.network().connect(node.address()))
            .hashfield(made.address()));
  }

  @Test
  void aVisitBringsNoOptionalFileUntilItIsNeeded() throws IOException {
    Site site = visitor.visit(made.address(), author.address());

    assertThat(site.isPresent(SONG)).isFalse();
    assertThat(site.state()).isEqualTo(SiteState.READY);
    need(site, SONG);
    assertThat(Files.readString(visitor.folder(made.address()).resolve(SONG.value())))
        .isEqualTo("la la la");
  }

  @Test
  void theFieldTellsWhatIsHere() throws IOException {
    assertThat(fieldOf(author)).isEqualTo(OptionalSite.field(SONG, PICTURE, TWIN));
    Site site = visitor.visit(made.address(), author.address());
    assertThat(fieldOf(visitor)).isEqualTo(Hashfield.EMPTY);

    need(site, SONG);

    assertThat(fieldOf(visitor)).isEqualTo(OptionalSite.field(SONG));
    assertThat(site.settings().optionalDownloaded()).isEqualTo(8);
  }

  @Test
  void anIdStaysAsLongAsOneOfItsFilesIsHere() throws IOException {
    Site site = visitor.visit(made.address(), author.address());
    need(site, TWIN);
    need(site, OTHER_TWIN);

    await(site.deleteFile(TWIN));
    assertThat(fieldOf(visitor)).isEqualTo(OptionalSite.field(OTHER_TWIN));

    await(site.deleteFile(OTHER_TWIN));
    assertThat(fieldOf(visitor)).isEqualTo(Hashfield.EMPTY);
  }

  @Test
  void theOneOfSixPeersThatHasItIsFound() throws IOException {
    List<TestNode> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      TestNode other = node("other " + i);
      Site site = other.visit(made.address(), author.address());
      if (i == 4) {
        need(site, SONG);
      }
      others.add(other);
    }
    end(author);
    Site site = visitor.visit(made.address(), others.get(0).address());
    others.forEach(other -> site.addPeer(other.address()));

    need(site, SONG);
  }

  @Test
  void aHolderThatOnlyAThirdPeerKnowsIsFound() throws IOException {
    TestNode holder = node("holder");
    need(holder.visit(made.address(), author.address()), SONG);
    Map<String, Object> named = new LinkedHashMap<>();
    named.put(
        "peers",
        Map.of(
            OptionalSite.id(SONG),
            PackedAddress.packAll(List.of(holder.address()), HostKind.IPV4)));
    named.put("my", List.of());
    try (HostilePeer broker =
        HostilePeer.serving(author.folder(made.address()), HONEST)
            .answering("getHashfield", Map.of("hashfield_raw", new byte[0]))
            .answering("findHashIds", named)) {
      end(author);
      Site site = visitor.visit(made.address(), broker.address());

      need(site, SONG);

      assertThat(site.peers())
          .filteredOn(peer -> peer.address().equals(holder.address()))
          .extracting(PeerStatus::source)
          .containsExactly("optional");
    }
  }

  @Test
  void aNodeNamesTheHoldersItKnows() throws IOException {
    TestNode broker = node("broker");
    Site site = broker.visit(made.address(), author.address());
    need(site, SONG);
    OptionalFilesClient client =
        new OptionalFilesClient(visitor.network().connect(broker.address()));

    HashIdHolders holders =
        await(
            client.findHashIds(
                made.address(), List.of(OptionalSite.id(SONG), OptionalSite.id(PICTURE))));

    assertThat(holders.mine()).containsExactly(OptionalSite.id(SONG));
    assertThat(holders.peers())
        .containsEntry(OptionalSite.id(SONG), List.of(author.address()))
        .containsEntry(OptionalSite.id(PICTURE), List.of(author.address()));
  }

  @Test
  void w21EveryIdThatIsAskedForIsAnswered() throws IOException {
    List<Integer> asked =
        new ArrayList<>(IntStream.range(0, 400).map(i -> 65_000 + i).boxed().toList());
    asked.addAll(0, OptionalSite.field(SONG).ids());
    asked.addAll(200, OptionalSite.field(PICTURE).ids());
    asked.addAll(OptionalSite.field(TWIN).ids());
    OptionalFilesClient client =
        new OptionalFilesClient(visitor.network().connect(author.address()));

    HashIdHolders holders = await(client.findHashIds(made.address(), asked));

    assertThat(holders.mine()).containsAll(OptionalSite.field(SONG, PICTURE, TWIN).ids());
  }

  @Test
  void whoDoesNotTellOfAFileIsAskedForItInTheEnd() throws IOException {
    try (HostilePeer modest =
        HostilePeer.serving(author.folder(made.address()), HONEST)
            .answering("getHashfield", Map.of("hashfield_raw", new byte[0]))
            .answering("findHashIds", Map.of("peers", Map.of(), "my", List.of()))) {
      need(visitor.visit(made.address(), modest.address()), SONG);
    }
  }

  @Test
  void whoOnlyClaimsToHaveItIsPassedBy() throws IOException {
    TestNode holder = node("holder");
    need(holder.visit(made.address(), author.address()), SONG);
    Map<String, Object> claim = Map.of("hashfield_raw", OptionalSite.field(SONG, PICTURE).pack());
    Map<String, Object> mine = Map.of("peers", Map.of(), "my", List.of(OptionalSite.id(SONG)));
    HostilePeer.Trick wrong =
        (peer, id, path, content) -> {
          if (!path.equals(SONG.value())) {
            return false;
          }
          peer.answerStream(id, 0, content.length, new byte[content.length]);
          return true;
        };
    try (HostilePeer liar =
        HostilePeer.serving(author.folder(made.address()), wrong)
            .answering("getHashfield", claim)
            .answering("findHashIds", mine)) {
      end(author);
      Site site = visitor.visit(made.address(), liar.address());
      CompletableFuture<Boolean> song = site.need(SONG, Site.PRIORITY_PAGE);
      site.addPeer(holder.address());

      assertThat(await(song)).isTrue();
      assertThat(Files.readString(visitor.folder(made.address()).resolve(SONG.value())))
          .isEqualTo("la la la");
    }
  }

  @Test
  void whatNobodyHasIsGivenUpWithTheReason() throws IOException {
    TestNode other = node("other");
    other.visit(made.address(), author.address());
    TestNode another = node("another");
    another.visit(made.address(), author.address());
    end(author);
    Site site = visitor.visit(made.address(), other.address());
    site.addPeer(another.address());

    assertThat(await(site.need(SONG, Site.PRIORITY_PAGE))).isFalse();

    assertThat(site.problem(SONG).orElseThrow())
        .matches("(None of the \\d peers asked has|The only peer asked does not have) this file.*");
  }

  @Test
  void aPeerBehindAClosedPortThatGetsTheFileLaterServesIt() throws IOException {
    TestNode other = node("other");
    other.visit(made.address(), author.address());
    end(author);
    Site site = visitor.visit(made.address(), other.address());
    assertThat(await(site.need(SONG, Site.PRIORITY_PAGE))).isFalse();
    ArrivalListener arrival = new ArrivalListener(site, SONG);
    visitor.sites().addListener(arrival);

    try (ScriptedPeer late = ScriptedPeer.dial(visitor.network().localPort())) {
      Map<String, Object> fields = new LinkedHashMap<>(ScriptedPeer.handshakeFields());
      fields.put("port_opened", false);
      late.request("handshake", 0, fields);
      late.next();
      late.request(
          "setHashfield",
          1,
          Map.of("site", made.address().value(), "hashfield_raw", OptionalSite.field(SONG).pack()));
      serveSong(late);
      await(arrival.arrived());
    }

    assertThat(site.isPresent(SONG)).isTrue();
  }

  private void serveSong(ScriptedPeer peer) throws IOException {
    while (true) {
      Message request = peer.next();
      Message params = request.map("params");
      long id = request.integer("req_id").orElse(0);
      if (params == null) {
        continue;
      }
      if (SONG.value().equals(params.text("inner_path"))) {
        byte[] song = "la la la".getBytes(StandardCharsets.UTF_8);
        peer.answerStream(id, 0, song.length, song);
        return;
      }
      peer.answer(id, Map.of("error", "Not now"));
    }
  }

  @Test
  void theIndexSaysWhichThereAreAndWhichAreHere() throws IOException {
    Site site = visitor.visit(made.address(), author.address());
    need(site, SONG);

    assertThat(await(site.optionalFiles(Which.ALL, "media/%", "inner_path", 10)))
        .extracting(file -> file.row().file().path())
        .containsExactly(PICTURE, SONG, TWIN, OTHER_TWIN);
    assertThat(await(site.optionalFiles(Which.DOWNLOADED, "%", "size DESC", 10)))
        .extracting(file -> file.row().file().path(), OptionalFile::peers)
        .containsExactly(tuple(SONG, 2));

    await(site.deleteFile(SONG));

    assertThat(await(site.optionalFiles(Which.DOWNLOADED, "%", "size DESC", 10))).isEmpty();
    assertThat(await(site.optionalFile(InnerPath.parse("index.html")))).isEmpty();
  }

  @Test
  void allOfThemAreFetchedWhenThePersonAsks() throws IOException {
    Site site = visitor.visit(made.address(), author.address());

    assertThat(await(site.needOptionalFiles())).isEqualTo(4);

    assertThat(fieldOf(visitor)).isEqualTo(OptionalSite.field(SONG, PICTURE, TWIN));
    assertThat(await(site.needOptionalFiles())).isZero();
  }

  @Test
  void anOptionalFileThatChangedIsNoLongerOffered() throws IOException {
    Site site = visitor.visit(made.address(), author.address());
    need(site, SONG);
    await(made.site.write(SONG, "do re mi".getBytes(StandardCharsets.UTF_8)));
    await(made.site.sign(InnerPath.ROOT_MANIFEST, made.owner, new JsonObject()));

    assertThat(await(site.update())).isTrue();

    assertThat(fieldOf(visitor)).isEqualTo(Hashfield.EMPTY);
    need(site, SONG);
    assertThat(Files.readString(site.file(SONG))).isEqualTo("do re mi");
  }

  @Test
  void theFieldAndThePeersFieldsSurviveARestart() throws IOException {
    need(visitor.visit(made.address(), author.address()), SONG);
    PeerAddress holder = author.address();
    end(visitor);

    TestNode again = node("visitor");
    await(again.sites().find(made.address()).orElseThrow().settled());

    assertThat(fieldOf(again)).isEqualTo(OptionalSite.field(SONG));
    TestNode asking = node("asking");
    HashIdHolders holders =
        await(
            new OptionalFilesClient(asking.network().connect(again.address()))
                .findHashIds(made.address(), List.of(OptionalSite.id(PICTURE))));
    assertThat(holders.peers()).containsEntry(OptionalSite.id(PICTURE), List.of(holder));
  }

  @Test
  void aNotedFieldIsInTheFormOf072() throws IOException {
    need(visitor.visit(made.address(), author.address()), SONG);
    end(visitor);

    String sites = Files.readString(folder.resolve("visitor/sites.json"));
    String packed = Base64.getEncoder().encodeToString(OptionalSite.field(SONG).pack());
    assertThat(sites).contains("\"hashfield\": \"" + packed + "\"");
  }

  @Test
  void aNotedFieldThatIsWrongIsMadeAgainFromTheDisk() throws IOException {
    need(visitor.visit(made.address(), author.address()), SONG);
    end(visitor);
    Path file = folder.resolve("visitor/sites.json");
    String packed = Base64.getEncoder().encodeToString(OptionalSite.field(SONG).pack());
    Files.writeString(file, Files.readString(file).replace(packed, "AAAA"));

    TestNode again = node("visitor");
    await(again.sites().served(made.address()).orElseThrow().optional().own().whenScanned());

    assertThat(fieldOf(again)).isEqualTo(OptionalSite.field(SONG));
  }
}
