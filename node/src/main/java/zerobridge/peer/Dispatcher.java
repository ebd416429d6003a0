package zerobridge.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Hashfield;
import zerobridge.codec.Message;
import zerobridge.codec.MsgPackWriter;
import zerobridge.codec.ProtocolException;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.ByteBudget;
import zerobridge.io.InnerPath;
import zerobridge.io.Threads;
import zerobridge.net.HostKind;
import zerobridge.net.PackedAddress;
import zerobridge.net.PeerAddress;

/**
 * Answers the requests of peers: reads the parameters, asks the {@link PeerService} and writes what
 * it says (peer protocol, commands and literal texts). Safe for any thread.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final byte[] PONG = "Pong!".getBytes(US_ASCII);
  private static final int UNKNOWN_COMMAND_WEIGHT = 5;
  private static final int UNKNOWN_SITE_WEIGHT = 5;
  private static final int UPDATE_OF_UNKNOWN_SITE_WEIGHT = 6;
  private static final int BAD_UPDATE_WEIGHT = 5;
  private static final int BAD_FIELD_WEIGHT = 5;

  /** The reference closes the connection on messages above 5 MiB (W29). */
  private static final long MAX_LIST_BYTES = 4 << 20;

  private static final long MAX_BYTES_PER_CHAR = 3;
  private static final long BYTES_PER_TIME = 12;

  /** The map's first byte, the name of the field, the longest header of binary data. */
  private static final int MAX_BODY_HEAD_BYTES = 16;

  private static final int LARGE_ANSWER_BYTES = 16 << 10;

  /** More work than anybody needs: forty of these end the connection. */
  private static final Answer TOO_MANY = new Answer.Refused("Too many requests", 1);

  /** Commands that are about one site. */
  private static final Set<String> SITE_COMMANDS =
      Set.of(
          "getFile",
          "streamFile",
          "update",
          "pex",
          "listModified",
          "getHashfield",
          "setHashfield",
          "findHashIds",
          "getPiecefields",
          "setPiecefields");

  private final PeerService service;
  private final Map<String, PeerCommand> commands;
  private final Threads threads;

  /**
   * Answers from a service and by commands of their own.
   *
   * @param commands by name, the first letter in lower case
   */
  Dispatcher(PeerService service, Map<String, PeerCommand> commands, Threads threads) {
    this.service = service;
    this.commands = commands;
    this.threads = threads;
  }

  /** One request on its way through. */
  private record Call(PeerConnection from, String command, @Nullable Object id, Message params) {
    /** The reference takes the first letter in either case. */
    String name() {
      return Character.toLowerCase(command.charAt(0)) + command.substring(1);
    }
  }

  /** Answers one request; the stage is done when the answer has been sent. Never throws. */
  CompletionStage<?> dispatch(
      PeerConnection from, String command, @Nullable Object id, Message params) {
    Call call = new Call(from, command, id, params);
    String name = call.name();
    Conduct.Decision decision = from.conduct().admit(Work.of(name), Work.points(name));
    return switch (decision.admission()) {
      case NOW -> dispatch(call);
      case LATER -> dispatchLater(call, decision.delay());
      case NEVER -> CompletableFuture.completedFuture(reply(call, TOO_MANY, null));
    };
  }

  /** Held back without a thread, so that the peer's other requests and other peers go on. */
  private CompletionStage<?> dispatchLater(Call call, Duration delay) {
    CompletableFuture<Void> due = new CompletableFuture<>();
    ScheduledFuture<?> unused = threads.after(delay, "delayed request", () -> due.complete(null));
    return due.thenCompose(
        ignored -> {
          call.from.conduct().resumed();
          return dispatch(call);
        });
  }

  private CompletionStage<?> dispatch(Call call) {
    CompletableFuture<Answer> answer;
    try {
      answer = answer(call);
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    if (answer.isDone()) {
      return answer.handle((done, fault) -> reply(call, done, fault));
    }
    return answer.handleAsync((done, fault) -> reply(call, done, fault), threads.io());
  }

  private CompletableFuture<Answer> answer(Call call) {
    String name = call.name();
    SiteAddress site = Names.site(call.params.text("site"));
    if (site != null && !service.serves(call.from, site)) {
      site = null;
    }
    if (SITE_COMMANDS.contains(name)) {
      return site == null ? now(unknownSite(name)) : answer(call, name, site);
    }
    if (name.equals("ping")) {
      return now(field("body", PONG));
    }
    PeerCommand command = commands.get(name);
    if (command != null) {
      return command.answer(call.from, call.params);
    }
    return now(new Answer.Refused("Unknown command: " + call.command, UNKNOWN_COMMAND_WEIGHT));
  }

  private CompletableFuture<Answer> answer(Call call, String name, SiteAddress site) {
    return switch (name) {
      case "getFile", "streamFile" -> now(file(call, site));
      case "update" -> update(call, site);
      case "pex" -> now(pex(call, site));
      case "listModified" -> now(listModified(call, site));
      case "getHashfield" -> now(field("hashfield_raw", service.hashfield(call.from, site).pack()));
      case "setHashfield" -> now(learnHashfield(call, site));
      case "findHashIds" -> now(findHashIds(call, site));
      case "getPiecefields" ->
          now(new Answer.Fields(service.piecefields(call.from, site).message()));
      case "setPiecefields" -> now(learnPiecefields(call, site));
      default -> throw new IllegalStateException("No command about a site: " + name);
    };
  }

  private Answer file(Call call, SiteAddress site) {
    FileRequest request = FileRequest.read(site, call.params);
    return request == null ? FileRequest.MALFORMED : service.file(call.from, request);
  }

  private CompletableFuture<Answer> update(Call call, SiteAddress site) {
    InnerPath path = Names.innerPath(call.params.text("inner_path"));
    if (path == null || !path.isManifest()) {
      return now(new Answer.Refused("Only content.json update allowed", BAD_UPDATE_WEIGHT));
    }
    byte[] body = call.params.bytes("body");
    Message diffs = call.params.map("diffs");
    Update update =
        new Update(
            site,
            path,
            new Update.Body(body == null ? new byte[0] : body),
            call.params.number("modified").orElse(0),
            diffs == null ? Message.EMPTY : diffs);
    return service.update(call.from, update);
  }

  private Answer pex(Call call, SiteAddress site) {
    PeerExchange exchange = PeerExchange.read(site, call.params, call.from);
    List<PeerAddress> peers =
        service.exchangePeers(call.from, exchange).stream()
            .filter(address -> PeerExchange.isFitFor(call.from, address))
            .toList();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("peers", PackedAddress.packAll(peers, HostKind.IPV4));
    fields.put("peers_ipv6", PackedAddress.packAll(peers, HostKind.IPV6));
    fields.put("peers_onion", PackedAddress.packAll(peers, HostKind.ONION));
    return new Answer.Fields(fields);
  }

  private Answer listModified(Call call, SiteAddress site) {
    long since = (long) call.params.number("since").orElse(0);
    Map<String, Long> files = new LinkedHashMap<>();
    long bytes = 0;
    for (Map.Entry<InnerPath, Long> file :
        service.modifiedSince(call.from, site, since).entrySet()) {
      String path = file.getKey().value();
      bytes += path.length() * MAX_BYTES_PER_CHAR + BYTES_PER_TIME;
      if (bytes > MAX_LIST_BYTES) {
        break;
      }
      files.put(path, file.getValue());
    }
    return field("modified_files", files);
  }

  private Answer findHashIds(Call call, SiteAddress site) {
    List<Integer> asked = HashIdHolders.readAsked(call.params);
    return new Answer.Fields(service.findHashIds(call.from, site, asked).fields(call.from));
  }

  private static Answer field(String key, Object value) {
    return new Answer.Fields(Map.of(key, value));
  }

  private Answer learnHashfield(Call call, SiteAddress site) {
    byte[] packed = call.params.bytes("hashfield_raw");
    if (packed == null) {
      return new Answer.Refused("No hashfield_raw", BAD_FIELD_WEIGHT);
    }
    try {
      service.learnHashfield(call.from, site, Hashfield.unpack(packed));
      return Answer.ok("Updated");
    } catch (ProtocolException e) {
      // The reference ends the connection.
      return new Answer.Refused(String.valueOf(e.getMessage()), BAD_FIELD_WEIGHT);
    }
  }

  private Answer learnPiecefields(Call call, SiteAddress site) {
    PackedPiecefields fields = PackedPiecefields.read(call.params);
    if (fields == null) {
      return new Answer.Refused("No piecefields_packed", BAD_FIELD_WEIGHT);
    }
    service.learnPiecefields(call.from, site, fields);
    return Answer.ok("Updated");
  }

  private static Answer unknownSite(String name) {
    int weight =
        switch (name) {
          case "update" -> UPDATE_OF_UNKNOWN_SITE_WEIGHT;
          case "getPiecefields" -> 0;
          default -> UNKNOWN_SITE_WEIGHT;
        };
    return new Answer.Refused("Unknown site", weight);
  }

  private static CompletableFuture<Answer> now(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  private boolean reply(Call call, @Nullable Answer answer, @Nullable Throwable fault) {
    PeerConnection from = call.from;
    try {
      if (answer == null || fault != null) {
        log.error("{}: answering {} failed", from.address(), call.command, fault);
        from.send(message(call, Map.of("error", "Internal error")));
      } else if (answer instanceof Answer.FileRegion region) {
        sendFile(call, region);
      } else if (answer instanceof Answer.Refused refused) {
        from.send(message(call, Map.of("error", refused.error())));
        if (refused.weight() > 0) {
          from.badAction(refused.weight(), call.command + ": " + refused.error());
        }
      } else if (answer instanceof Answer.Fields fields) {
        sendFields(call, message(call, fields.fields()));
      }
    } catch (IOException e) {
      from.close("Answering failed: " + e.getMessage());
    } catch (RuntimeException e) {
      log.error("{}: sending the answer to {} failed", from.address(), call.command, e);
      from.close("An error of this node.");
    }
    return true;
  }

  /** Large answers wait in memory while the peer doesn't read: many of them must not fill it. */
  private static void sendFields(Call call, byte[] message) throws IOException {
    call.from.conduct().charge(Work.of(call.name()), Work.points(message.length));
    long held = message.length > LARGE_ANSWER_BYTES ? message.length : 0;
    ByteBudget memory = call.from.memory();
    if (!memory.tryTake(held, 0)) {
      call.from.send(message(call, Map.of("error", "Too many requests")));
      return;
    }
    try {
      call.from.send(message);
    } finally {
      memory.giveBack(held);
    }
  }

  private void sendFile(Call call, Answer.FileRegion region) throws IOException {
    boolean streamed = call.command.substring(1).equals("treamFile");
    try (FileChannel file = FileChannel.open(region.file(), StandardOpenOption.READ)) {
      if (file.size() < region.offset() + region.length()) {
        call.from.send(message(call, Map.of("error", "File read error")));
        return;
      }
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("size", region.size());
      fields.put("location", region.offset() + region.length());
      if (streamed) {
        fields.put("stream_bytes", region.length());
      }
      byte[] message = message(call, fields);
      call.from.send(
          streamed
              ? new Outbox.FilePart(
                  ByteBuffer.wrap(message),
                  file,
                  region.offset(),
                  region.length(),
                  ByteBuffer.allocate(0))
              : insideBody(message, file, region));
    }
    SiteAddress site = Names.site(call.params.text("site"));
    if (site != null) {
      service.fileSent(call.from, site, region.length());
    }
  }

  /** Puts a piece of a file into a message that is a small map, as its first field. */
  private static Outbox.FilePart insideBody(
      byte[] message, FileChannel file, Answer.FileRegion region) {
    ByteBuffer head = ByteBuffer.allocate(MAX_BODY_HEAD_BYTES);
    // One more field; small maps have their size in the first byte.
    head.put((byte) (message[0] + 1)).put(MsgPackWriter.encode("body"));
    head.put(MsgPackWriter.binaryHeader(region.length()));
    ByteBuffer behind = ByteBuffer.wrap(message, 1, message.length - 1);
    return new Outbox.FilePart(head.flip(), file, region.offset(), region.length(), behind);
  }

  private static byte[] message(Call call, Map<String, ? extends @Nullable Object> fields) {
    Map<String, @Nullable Object> message = new LinkedHashMap<>(fields);
    message.put("cmd", "response");
    message.put("to", call.id);
    return MsgPackWriter.encode(message);
  }
}
