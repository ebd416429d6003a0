package zerobridge.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerobridge.crypto.BitcoinKey;
import zerobridge.io.Threads;
import zerobridge.peer.Answer;
import zerobridge.peer.PeerClient;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.RefusedException;
import zerobridge.site.Site;
import zerobridge.site.TestNode;

/** Messages travel from page to page over three nodes in a row. */
class PeerMessagesTest {
  private static final PeerMessages.Sending PLAIN =
      new PeerMessages.Sending(null, List.of(), false, false, true);

  @TempDir Path temp;
  private final SecureRandom random = new SecureRandom();
  private final Threads threads = new Threads("messages-test");
  private final BitcoinKey owner = BitcoinKey.generate(random);
  private Party first;
  private Party middle;
  private Tail last;

  /** A node whose open page notes what it hears. */
  private final class Party implements AutoCloseable, PeerMessages.Pages {
    final TestNode node;
    final PeerMessages messages;
    final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private @Nullable Site site;
    boolean open = true;

    Party(String name) throws IOException {
      node = TestNode.start(Files.createDirectory(temp.resolve(name)));
      messages = new PeerMessages(node.sites(), node.network(), threads, Clock.systemUTC(), random);
      messages.showOn(this);
    }

    @Override
    public int tell(Site of, String command, JsonElement message) {
      if (!open) {
        return 0;
      }
      if (command.equals("peerReceive")) {
        heard.add(message.getAsJsonObject());
      }
      return 1;
    }

    Site site() {
      return Objects.requireNonNull(site);
    }

    JsonObject next() throws InterruptedException {
      JsonObject message = heard.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("a message within 20 s").isNotNull();
      return message;
    }

    void likes(JsonObject message, boolean good) {
      messages.judge(site(), message.get("hash").getAsString(), good);
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /** A peer of the one in the middle that knows nobody else, and notes what it is told. */
  private final class Tail implements AutoCloseable {
    final TestNode node;
    final PeerConnection connection;
    final BlockingQueue<PeerMessage> heard = new LinkedBlockingQueue<>();

    Tail(TestNode neighbour) throws Exception {
      node = TestNode.start(Files.createDirectory(temp.resolve("last")));
      node.network()
          .serve(
              "peerBroadcast",
              (from, params) -> {
                try {
                  heard.add(PeerMessage.read(params));
                  return CompletableFuture.completedFuture(new Answer.Fields(Map.of("ok", "thx")));
                } catch (MessageException e) {
                  return CompletableFuture.failedFuture(e);
                }
              });
      connection = node.network().connect(neighbour.address());
      // Whoever asks about a site counts as its peer.
      assertThat(
              new PeerClient(connection).listModified(owner.address(), 0).get(20, TimeUnit.SECONDS))
          .isNotEmpty();
    }

    PeerMessage next() throws InterruptedException {
      PeerMessage message = heard.poll(20, TimeUnit.SECONDS);
      assertThat(message).as("a message within 20 s").isNotNull();
      return message;
    }

    @Override
    public void close() {
      node.close();
    }
  }

  @BeforeEach
  void threeNodesInARow() throws Exception {
    first = new Party("first");
    middle = new Party("middle");
    first.site = TestNode.await(first.node.sites().create(owner, new JsonObject(), this::fill));
    middle.site = middle.node.visit(owner.address(), first.node.address());
    assertThat(middle.site().root()).isNotNull();
    last = new Tail(middle.node);
  }

  private void fill(Path folder) throws IOException {
    Files.writeString(folder.resolve("index.html"), "<p>chat</p>");
    Files.writeString(
        folder.resolve("p2p.json"),
        "{\"filter\": \"^\\\"[a-z].*\\\"$\", \"size_limit\": 40, \"cert_signers\": {\"test.id\": [\""
            + owner.address()
            + "\"]}}");
  }

  @AfterEach
  void end() {
    first.close();
    middle.close();
    last.close();
    threads.close();
  }

  @Test
  void aBroadcastIsPassedOnOnceThePageLikesIt() throws Exception {
    first.messages.broadcast(first.site(), new JsonPrimitive("hello all"), 5, PLAIN);
    JsonObject own = first.next();
    assertThat(own.get("ip").getAsString()).isEqualTo("self");
    JsonObject seen = middle.next();
    assertThat(seen.get("message").getAsString()).isEqualTo("hello all");
    assertThat(seen.get("hash")).isEqualTo(own.get("hash"));
    assertThat(seen.get("signed_by").getAsString()).isEmpty();
    assertThat(last.heard).as("before the page in the middle has judged").isEmpty();
    middle.likes(seen, true);
    PeerMessage far = last.next();
    assertThat(far.message().getAsString()).isEqualTo("hello all");
    assertThat(far.trace().orElseThrow()).as("who passed it on to the middle").hasSize(1);
  }

  @Test
  void withoutAnOpenPageItIsPassedOnAndKeptForTheNextOne() throws Exception {
    middle.open = false;
    first.messages.broadcast(
        first.site(),
        new JsonPrimitive("read me later"),
        5,
        new PeerMessages.Sending(null, List.of(), true, true, false));
    assertThat(last.next().timestamp().getAsDouble()).isPositive();
    List<JsonObject> kept = middle.messages.takeUnread(middle.site());
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).get("message").getAsString()).isEqualTo("read me later");
    assertThat(middle.messages.takeUnread(middle.site())).isEmpty();
  }

  @Test
  void signatureAndCertificateTellWhoWroteIt() throws Exception {
    BitcoinKey user = BitcoinKey.generate(random);
    String word = owner.sign(user.address() + "#web/anna");
    PeerMessages.Sending signed =
        new PeerMessages.Sending(
            user, List.of("web", "anna", "test.id", word), false, false, false);
    first.messages.broadcast(first.site(), new JsonPrimitive("from anna"), 5, signed);
    JsonObject seen = middle.next();
    assertThat(seen.get("signed_by").getAsString()).isEqualTo(user.address().value());
    assertThat(seen.get("cert").getAsString()).isEqualTo("web/anna@test.id");
  }

  @Test
  void oneWhoIsAskedAnswers() throws Exception {
    String toMiddle = middle.node.address().toString();
    var reply = first.messages.send(first.site(), toMiddle, new JsonPrimitive("who"), null, PLAIN);
    JsonObject question = middle.next();
    assertThat(question.get("broadcast").getAsBoolean()).isFalse();
    CompletableFuture<?> unused =
        middle.messages.send(
            middle.site(),
            question.get("ip").getAsString(),
            new JsonPrimitive("me"),
            question.get("hash").getAsString(),
            PLAIN);
    assertThat(reply.get(20, TimeUnit.SECONDS).get("message").getAsString()).isEqualTo("me");
  }

  @Test
  void whatTheSiteDoesNotWantIsRefusedBeforeItIsSent() {
    assertThatThrownBy(
            () -> first.messages.broadcast(first.site(), new JsonPrimitive("NO 1"), 5, PLAIN))
        .isInstanceOf(MessageException.class)
        .hasMessageStartingWith("Invalid message for site");
    assertThatThrownBy(
            () ->
                first.messages.broadcast(first.site(), new JsonPrimitive("a".repeat(50)), 5, PLAIN))
        .hasMessageStartingWith("Too big message");
    assertThatThrownBy(
            () -> first.messages.send(first.site(), "127.0.0.1:9", text("x"), null, PLAIN))
        .as("a page can't send us to any machine")
        .hasMessage("Could not find peer 127.0.0.1:9");
  }

  private static JsonElement text(String value) {
    return new JsonPrimitive(value);
  }

  @Test
  void hostileRequestsAreRefusedAndCounted() throws Exception {
    PeerConnection connection = last.connection;
    String site = owner.address().value();
    PeerMessage good = message(site, "good", "1");
    assertThat(ask(connection, good).text("ok")).isEqualTo("thx");
    assertThat(ask(connection, good).text("warning")).isEqualTo("Already received, thanks");
    refused(connection, message(site, "BAD", "2"), "Invalid message for site");
    refused(connection, message("1BogusBogusBogusBogusBogusBogusxx", "good", "3"), "Unknown site");
    PeerMessage forged =
        message(site, "good", "4").signed(owner.address() + "|" + owner.sign("x"), List.of());
    refused(connection, forged, "Invalid signature");
    assertThatThrownBy(
            () ->
                connection
                    .request("peerBroadcast", Map.of("raw", "[", "nonce", "1"))
                    .get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(RefusedException.class);
  }

  @Test
  void afloodOfOnePeerIsSlowedDown() throws Exception {
    PeerConnection connection = last.connection;
    middle.open = false;
    String site = owner.address().value();
    RefusedException refused = null;
    for (int i = 0; i < 200 && refused == null; i++) {
      try {
        ask(connection, message(site, "again", "n" + i));
      } catch (RefusedException e) {
        refused = e;
      }
    }
    assertThat(refused).hasMessageContaining("Too fast messages");
  }

  private static PeerMessage message(String site, String text, String nonce) {
    JsonObject content = new JsonObject();
    content.addProperty("message", text);
    content.addProperty("immediate", false);
    content.addProperty("site", site);
    return PeerMessage.of(content, nonce);
  }

  private static zerobridge.codec.Message ask(PeerConnection connection, PeerMessage message)
      throws Exception {
    try {
      return connection.request("peerBroadcast", message.params()).get(20, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      if (e.getCause() instanceof RefusedException refused) {
        throw refused;
      }
      throw e;
    }
  }

  private static void refused(PeerConnection connection, PeerMessage message, String sentence) {
    assertThatThrownBy(() -> ask(connection, message))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(sentence);
  }
}
