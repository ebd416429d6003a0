package zerobridge.peer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import zerobridge.Vectors;
import zerobridge.codec.Message;
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
  public Optional<Answer> other(
      PeerConnection from, String command, @Nullable SiteAddress site, Message params) {
    Message answer = recorded(command).get(VectorTrees.text(params));
    if (answer == null || answer.has("error")) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    answer
        .fields()
        .forEach(
            (key, value) -> {
              if (!key.equals("cmd") && !key.equals("to")) {
                fields.put((String) key, value);
              }
            });
    return Optional.of(new Answer.Fields(fields));
  }
}
