package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.crypto.BitcoinKey;
import zerobridge.message.MessageException;
import zerobridge.message.PeerMessages;
import zerobridge.site.Site;
import zerobridge.user.Certificate;

/** Messages from page to page over the peers of a site (peer protocol, PeerMessage). */
final class MessageCommands implements PeerMessages.Pages {
  /** Peers that a message should reach at least where the page says nothing. */
  private static final int PEER_COUNT = 5;

  private final ApiServices services;
  private final PageSessions sessions;

  MessageCommands(ApiServices services, PageSessions sessions) {
    this.services = services;
    this.sessions = sessions;
  }

  void addTo(Command.Table table) {
    table.direct(
        "peerBroadcast",
        Permission.OWN_SITE,
        this::broadcast,
        "!message",
        "privatekey",
        "peer_count",
        "immediate",
        "trace",
        "timestamp");
    table.later(
        "peerSend",
        Permission.OWN_SITE,
        this::send,
        "!ip",
        "!message",
        "privatekey",
        "to",
        "immediate",
        "timestamp");
    table.direct("peerValid", Permission.OWN_SITE, call -> judge(call, true), "!hash");
    table.direct("peerInvalid", Permission.OWN_SITE, call -> judge(call, false), "!hash");
  }

  /** Tells the framed pages of the site. */
  @Override
  public int tell(Site site, String command, JsonElement message) {
    int told = 0;
    for (PageSession session : sessions.of(site)) {
      for (PageConnection connection : session.connections()) {
        if (connection.role() == PageConnection.Role.FRAME) {
          connection.push(command, message);
          told++;
        }
      }
    }
    return told;
  }

  /** A page of a site has opened: it gets what came meanwhile. */
  void opened(PageConnection connection) {
    if (connection.role() == PageConnection.Role.FRAME) {
      connection
          .session()
          .site()
          .map(services.messages()::takeUnread)
          .orElse(List.of())
          .forEach(message -> connection.push("peerReceive", message));
    }
  }

  private JsonElement broadcast(Call call) throws ApiException, IOException {
    Site site = call.site();
    int peers = (int) call.arguments().number("peer_count", PEER_COUNT);
    PeerMessages.Sending sending = sending(call, call.arguments().flag("trace", true));
    try {
      services.messages().broadcast(site, call.arguments().raw("message"), peers, sending);
    } catch (MessageException e) {
      throw new ApiException(String.valueOf(e.getMessage()));
    }
    JsonObject sent = new JsonObject();
    sent.addProperty("sent", true);
    return sent;
  }

  private CompletableFuture<JsonElement> send(Call call) throws ApiException, IOException {
    String peer = call.arguments().text("ip");
    String answered = call.arguments().optionalText("to").orElse(null);
    try {
      return services
          .messages()
          .send(call.site(), peer, call.arguments().raw("message"), answered, sending(call, false))
          .handle(
              (reply, problem) ->
                  problem == null ? reply : Dispatcher.error("No answer from " + peer));
    } catch (MessageException e) {
      throw new ApiException(String.valueOf(e.getMessage()));
    }
  }

  private JsonElement judge(Call call, boolean good) throws ApiException {
    services.messages().judge(call.site(), call.arguments().text("hash"), good);
    return Command.OK;
  }

  private PeerMessages.Sending sending(Call call, boolean traced) throws ApiException, IOException {
    Site site = call.site();
    JsonElement wish = call.arguments().raw("privatekey");
    BitcoinKey key = key(site, wish);
    return new PeerMessages.Sending(
        key,
        isUser(wish) ? certificate(site) : List.of(),
        call.arguments().flag("immediate", false),
        call.arguments().flag("timestamp", false),
        traced);
  }

  /** False stands for the person's own identity on the site, absence for no signature. */
  private static boolean isUser(JsonElement wish) {
    return wish instanceof JsonPrimitive flag && flag.isBoolean() && !flag.getAsBoolean();
  }

  private @Nullable BitcoinKey key(Site site, JsonElement wish) throws ApiException, IOException {
    if (wish.isJsonNull()) {
      return null;
    }
    if (isUser(wish)) {
      return services.user().authKey(site.address());
    }
    String text = wish instanceof JsonPrimitive value ? value.getAsString() : "";
    if (text.equals("stored")) {
      return services
          .user()
          .siteKey(site.address())
          .orElseThrow(() -> new ApiException("The site's private key is not stored here"));
    }
    try {
      return BitcoinKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException("Parameter privatekey is not a private key");
    }
  }

  private List<String> certificate(Site site) {
    Optional<Certificate> chosen = services.user().certificate(site.address());
    return chosen
        .map(own -> List.of(own.authType(), own.userName(), own.domain(), own.sign()))
        .orElse(List.of());
  }
}
