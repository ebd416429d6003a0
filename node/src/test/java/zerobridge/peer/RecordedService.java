package zerobridge.peer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.Vectors;
import zerobridge.codec.Hashfield;
import zerobridge.codec.Message;
import zerobridge.codec.ProtocolException;
import zerobridge.codec.VectorTrees;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.InnerPath;
import zerobridge.net.PeerAddress;

/**
 * Knows what the recorded reference knew: the file it served, the manifests and peers it listed,
 * and what it said to each update. What peers' requests look like and how answers are written is
 * ours.
 */
final class RecordedService implements PeerService {
  private final Path folder;
  private final List<JsonObject> vectors =
      Vectors.cases(Vectors.json("peer/commands_072.json").getAsJsonObject().get("vectors"))
          .toList();

  private volatile Hashfield learntHashfield = Hashfield.EMPTY;
  private volatile PackedPiecefields learntPiecefields = PackedPiecefields.NONE;

  RecordedService(Path folder) {
    this.folder = folder;
    for (JsonObject vector : vectors) {
      Message request = request(vector);
      Message response = response(vector);
      byte[] body = response.bytes("body");
      Message params = request.map("params");
      if (params != null
          && "getFile".equals(request.text("cmd"))
          && body != null
          && body.length == response.integer("size").orElse(-1)) {
        write(params.text("inner_path"), body);
      }
    }
  }

  private static Message request(JsonObject vector) {
    return Message.of(VectorTrees.message(vector.get("request")));
  }

  private static Message response(JsonObject vector) {
    return Message.of(VectorTrees.message(vector.get("response")));
  }

  private void write(@Nullable String path, byte[] body) {
    Path file = folder.resolve(String.valueOf(path));
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recorded answers to a command, by the parameters of the request. */
  private Map<String, Message> recorded(String command) {
    Map<String, Message> answers = new LinkedHashMap<>();
    for (JsonObject vector : vectors) {
      Message request = request(vector);
      if (command.equals(request.text("cmd"))) {
        answers.put(VectorTrees.text(request.map("params")), response(vector));
      }
    }
    return answers;
  }

  @Override
  public boolean serves(PeerConnection from, SiteAddress site) {
    return site.value().startsWith("1TeST");
  }

  @Override
  public Answer file(PeerConnection from, FileRequest request) {
    return request.answerFrom(request.path().in(folder));
  }

  @Override
  public CompletableFuture<Answer> update(PeerConnection from, Update update) {
    for (Message answer : recorded("update").values()) {
      String text = answer.text("ok");
      if (update.body().isEmpty() && text != null) {
        return CompletableFuture.completedFuture(Answer.ok(text));
      }
    }
    boolean json = update.body().bytes().length > 0 && update.body().bytes()[1] == '"';
    for (Message answer : recorded("update").values()) {
      String text = answer.text("error");
      if (text != null && text.contains(json ? " invalid: " : "invalid JSON")) {
        return CompletableFuture.completedFuture(new Answer.Refused(text, 5));
      }
    }
    throw new IllegalStateException("No recorded answer.");
  }

  @Override
  public List<PeerAddress> exchangePeers(PeerConnection from, PeerExchange exchange) {
    return recorded("pex").values().stream()
        .flatMap(answer -> PeerExchange.addresses(answer, from).stream())
        .limit(exchange.need())
        .toList();
  }

  @Override
  public Map<InnerPath, Long> modifiedSince(PeerConnection from, SiteAddress site, long since) {
    Map<InnerPath, Long> files = new LinkedHashMap<>();
    for (Message answer : recorded("listModified").values()) {
      Message list = answer.map("modified_files");
      if (list != null) {
        list.fields()
            .forEach(
                (path, time) -> {
                  if (time instanceof Long seconds && seconds > since) {
                    files.put(InnerPath.parse((String) path), seconds);
                  }
                });
      }
    }
    return files;
  }

  @Override
  public Hashfield hashfield(PeerConnection from, SiteAddress site) {
    return hashfield(only("getHashfield").bytes("hashfield_raw"));
  }

  @Override
  public void learnHashfield(PeerConnection from, SiteAddress site, Hashfield hashfield) {
    learntHashfield = hashfield;
  }

  /** What a peer told with {@code setHashfield}. */
  Hashfield learntHashfield() {
    return learntHashfield;
  }

  @Override
  public HashIdHolders findHashIds(PeerConnection from, SiteAddress site, List<Integer> hashIds) {
    return HashIdHolders.read(only("findHashIds"), from);
  }

  @Override
  public PackedPiecefields piecefields(PeerConnection from, SiteAddress site) {
    return Objects.requireNonNull(PackedPiecefields.read(only("getPiecefields")));
  }

  @Override
  public void learnPiecefields(PeerConnection from, SiteAddress site, PackedPiecefields fields) {
    learntPiecefields = fields;
  }

  /** What a peer told with {@code setPiecefields}. */
  PackedPiecefields learntPiecefields() {
    return learntPiecefields;
  }

  private Message only(String command) {
    return recorded(command).values().iterator().next();
  }

  private static Hashfield hashfield(byte @Nullable [] packed) {
    try {
      return Hashfield.unpack(Objects.requireNonNull(packed));
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }
}
