package zerobridge.message;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Message;
import zerobridge.crypto.BitcoinKey;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.IllegalInnerPathException;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.PeerAddress;
import zerobridge.peer.Answer;
import zerobridge.peer.PeerConnection;
import zerobridge.peer.PeerNetwork;
import zerobridge.site.Site;
import zerobridge.site.SiteRegistry;

/**
 * Messages between the pages of a site: takes them from peers, shows them to open pages, passes
 * them on, and sends what pages write (peer protocol, PeerMessage). Only for sites whose author
 * lists a {@code p2p.json} with a filter. Safe for any thread.
 */
public final class PeerMessages {
  private static final Logger log = LoggerFactory.getLogger(PeerMessages.class);
  private static final InnerPath RULES = InnerPath.parse(MessageRules.FILE);
  private static final int MAX_RULES_BYTES = 64 << 10;
  private static final int UNSUPPORTED = 5;
  private static final int TOO_FAST = 2;
  private static final int DISLIKED_BY_PAGE = 10;

  /** How long an open page may think before a message isn't passed on. */
  private static final Duration THINKING = Duration.ofSeconds(10);

  private static final Duration REPLY_LIMIT = Duration.ofSeconds(60);
  private static final int MAX_NONCE = 1_000_000_000;
  private static final String SELF = "self";

  /** Shows messages to the open pages of a site. */
  public interface Pages {
    /**
     * Tells all open pages of the site.
     *
     * @param command what the page hears: {@code peerReceive} or {@code peerSend}
     * @return how many pages heard it
     */
    int tell(Site site, String command, JsonElement message);
  }

  /**
   * How a page wants its message sent.
   *
   * @param key who signs, null for nobody
   * @param certificate nothing, or type, user name, provider and signature
   * @param immediate whether pages that open later want it too
   * @param timed whether the time is written down
   * @param traced whether the peers on the way are written down
   */
  public record Sending(
      @Nullable BitcoinKey key,
      List<String> certificate,
      boolean immediate,
      boolean timed,
      boolean traced) {}

  private final SiteRegistry sites;
  private final PeerNetwork network;
  private final Threads threads;
  private final Clock clock;
  private final SecureRandom random;
  private final Map<SiteAddress, SiteMailbox> mailboxes = new ConcurrentHashMap<>();
  private volatile Pages pages = (site, command, message) -> 0;

  /** Answers peers from now on. */
  public PeerMessages(
      SiteRegistry sites, PeerNetwork network, Threads threads, Clock clock, SecureRandom random) {
    this.sites = sites;
    this.network = network;
    this.threads = threads;
    this.clock = clock;
    this.random = random;
    network.serve("peerBroadcast", (from, params) -> receive(from, params, true));
    network.serve("peerSend", (from, params) -> receive(from, params, false));
  }

  /** Chooses where messages are shown. */
  public void showOn(Pages shown) {
    pages = shown;
  }

  /** What came while no page was open, as {@code peerReceive} tells it; each once. */
  public List<JsonObject> takeUnread(Site site) {
    SiteMailbox mailbox = mailboxes.get(site.address());
    return mailbox == null
        ? List.of()
        : mailbox.takeUnread().stream().map(ReceivedMessage::toJson).toList();
  }

  /** An open page has judged a message: only what it likes is passed on. */
  public void judge(Site site, String hash, boolean good) {
    mailbox(site).judge(hash, good);
  }

  /**
   * Sends a message to all peers of the site.
   *
   * @param peerCount how many peers others should pass it on to at least
   * @throws MessageException if the site doesn't want it
   */
  public void broadcast(Site site, JsonElement message, int peerCount, Sending sending)
      throws MessageException {
    checkOwn(site, message);
    JsonObject content = content(site, message, sending);
    content.addProperty("peer_count", peerCount);
    content.addProperty("broadcast", true);
    PeerMessage made = made(content, sending);
    mailbox(site).isNew(made.hash());
    flood(site, made, null);
    ReceivedMessage own = own(site, made, sending, true);
    if (pages.tell(site, "peerReceive", own.toJson()) == 0 && sending.immediate()) {
      mailbox(site).keep(own);
    }
    pages.tell(site, "peerSend", own.toJson());
  }

  /**
   * Sends a message to one peer.
   *
   * @param peer {@code address:port} as pages hear it, or {@code self}
   * @param answered the hash of the message that this one answers, null for a new one
   * @return the answer to it: at once when it is an answer itself; fails when none comes
   * @throws MessageException if the site doesn't want it or the peer is unknown
   */
  public CompletableFuture<JsonObject> send(
      Site site, String peer, JsonElement message, @Nullable String answered, Sending sending)
      throws MessageException {
    checkOwn(site, message);
    JsonObject content = content(site, message, sending);
    if (answered != null) {
      content.addProperty("to", answered);
    }
    PeerMessage made = made(content, sending);
    ReceivedMessage own = own(site, made, sending, false);
    CompletableFuture<JsonObject> reply = mailbox(site).reply(made.hash());
    if (peer.equals(SELF)) {
      CompletableFuture<?> unused = deliver(site, own);
    } else {
      CompletableFuture<?> unused =
          connection(site, peer)
              .thenCompose(connection -> connection.request("peerSend", made.params()))
              .whenComplete(
                  (done, problem) -> {
                    if (problem != null) {
                      reply.completeExceptionally(problem);
                    }
                  });
    }
    pages.tell(site, "peerSend", own.toJson());
    if (answered != null) {
      // Nobody answers an answer.
      mailbox(site).replied(made.hash(), sent());
    }
    return reply.orTimeout(REPLY_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static JsonObject sent() {
    JsonObject sent = new JsonObject();
    sent.addProperty("sent", true);
    return sent;
  }

  private JsonObject content(Site site, JsonElement message, Sending sending) {
    JsonObject content = new JsonObject();
    content.add("message", message);
    content.addProperty("immediate", sending.immediate());
    content.addProperty("site", site.address().value());
    if (sending.timed()) {
      content.addProperty("timestamp", clock.millis() / 1e3);
    }
    return content;
  }

  private PeerMessage made(JsonObject content, Sending sending) {
    PeerMessage message = PeerMessage.of(content, String.valueOf(random.nextInt(MAX_NONCE)));
    BitcoinKey key = sending.key();
    if (key != null) {
      String address = key.address().value();
      message =
          message.signed(
              address + "|" + key.sign(message.signedText(address)), sending.certificate());
    }
    return sending.traced() ? message.traced() : message;
  }

  private static ReceivedMessage own(
      Site site, PeerMessage message, Sending sending, boolean broadcast) {
    BitcoinKey key = sending.key();
    List<String> certificate = sending.certificate();
    String user =
        certificate.isEmpty()
            ? ""
            : certificate.get(0) + "/" + certificate.get(1) + "@" + certificate.get(2);
    return new ReceivedMessage(
        SELF,
        site.address(),
        key == null
            ? MessageRules.Author.UNKNOWN
            : new MessageRules.Author(key.address().value(), user),
        broadcast,
        message);
  }

  private void checkOwn(Site site, JsonElement message) throws MessageException {
    MessageRules rules = rules(site);
    rules.checkContent(site.address(), message);
    if (!mailbox(site).mayTell(SELF, rules.seconds())) {
      throw new MessageException("Too fast messages", 0);
    }
  }

  private CompletableFuture<PeerConnection> connection(Site site, String peer)
      throws MessageException {
    Optional<PeerConnection> met = mailbox(site).find(peer);
    if (met.isPresent()) {
      return CompletableFuture.completedFuture(met.get());
    }
    try {
      PeerAddress address = PeerAddress.parse(peer);
      // A page must not send us to machines that are no peers of its site.
      if (site.connections().stream().anyMatch(each -> each.address().equals(address))
          || site.peers().stream().anyMatch(each -> each.address().equals(address))) {
        return threads.call("message to " + peer, () -> network.connect(address));
      }
    } catch (IllegalArgumentException e) {
      log.debug("{}: {} is no peer: {}", site.address(), peer, e.getMessage());
    }
    throw new MessageException("Could not find peer " + peer, 0);
  }

  private CompletableFuture<Answer> receive(
      PeerConnection from, Message params, boolean broadcast) {
    try {
      PeerMessage message = PeerMessage.read(params).via(from.address().toString());
      SiteAddress address = message.site();
      Site site = address == null ? null : sites.find(address).orElse(null);
      if (address == null || site == null || !sites.peerService().serves(from, address)) {
        throw new MessageException("Unknown site", UNSUPPORTED);
      }
      return CompletableFuture.completedFuture(receive(from, site, message, broadcast));
    } catch (MessageException e) {
      return CompletableFuture.completedFuture(
          new Answer.Refused(String.valueOf(e.getMessage()), e.weight()));
    }
  }

  private Answer receive(PeerConnection from, Site site, PeerMessage message, boolean broadcast)
      throws MessageException {
    SiteMailbox mailbox = mailbox(site);
    MessageRules rules = rules(site);
    if (!mailbox.isNew(message.hash())) {
      return new Answer.Fields(Map.of("warning", "Already received, thanks"));
    }
    rules.checkContent(site.address(), message.message());
    if (!mailbox.mayTell(from.address().toString(), rules.seconds())) {
      throw new MessageException("Too fast messages from " + site.address(), TOO_FAST);
    }
    MessageRules.Author author = rules.author(message);
    mailbox.met(from);
    ReceivedMessage received =
        new ReceivedMessage(from.address().toString(), site.address(), author, broadcast, message);
    CompletableFuture<Boolean> liked = deliver(site, received);
    CompletableFuture<?> unused =
        liked.thenAcceptAsync(
            good -> {
              if (!good) {
                from.badAction(DISLIKED_BY_PAGE, "A page of the site refused a message");
              } else if (broadcast) {
                flood(site, message, from);
              }
            },
            threads.io());
    return new Answer.Fields(Map.of("ok", "thx"));
  }

  /** Shows a message; completes with what the open pages think of it, true if there are none. */
  private CompletableFuture<Boolean> deliver(Site site, ReceivedMessage received) {
    SiteMailbox mailbox = mailbox(site);
    Optional<String> answered = received.message().answered();
    if (!received.broadcast() && answered.isPresent()) {
      mailbox.replied(answered.get(), received.toJson());
      return CompletableFuture.completedFuture(true);
    }
    CompletableFuture<Boolean> verdict = mailbox.verdict(received.message().hash());
    if (pages.tell(site, "peerReceive", received.toJson()) > 0) {
      return verdict.orTimeout(THINKING.toSeconds(), TimeUnit.SECONDS);
    }
    if (received.message().isImmediate()) {
      mailbox.keep(received);
    }
    mailbox.judge(received.message().hash(), true);
    return verdict;
  }

  private void flood(Site site, PeerMessage message, @Nullable PeerConnection except) {
    for (PeerConnection connection : site.connections()) {
      if (connection != except) {
        CompletableFuture<?> unused =
            connection
                .request("peerBroadcast", message.params())
                .whenComplete(
                    (answer, problem) -> {
                      if (problem != null) {
                        log.debug("{} did not take a message: {}", connection, problem.toString());
                      }
                    });
      }
    }
  }

  private SiteMailbox mailbox(Site site) {
    return mailboxes.computeIfAbsent(site.address(), address -> new SiteMailbox(clock));
  }

  private MessageRules rules(Site site) throws MessageException {
    MessageRules rules = null;
    try {
      Path file = site.file(RULES);
      if (site.isPresent(RULES) && Files.size(file) <= MAX_RULES_BYTES) {
        rules = MessageRules.read(Files.readAllBytes(file));
      }
    } catch (IOException | IllegalInnerPathException e) {
      log.debug("{}: {} can't be used: {}", site.address(), MessageRules.FILE, e.getMessage());
    }
    if (rules == null) {
      throw new MessageException(
          "Site " + site.address() + " doesn't support P2P messages", UNSUPPORTED);
    }
    return rules;
  }
}
