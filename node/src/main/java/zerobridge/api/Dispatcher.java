package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zerobridge.codec.Json;
import zerobridge.codec.MalformedJsonException;
import zerobridge.db.QueryException;
import zerobridge.site.Site;
import zerobridge.site.SiteException;

/**
 * From a message to a command, its permission, its values and its answer (WebSocket API, messages
 * to permissions). Safe for any thread.
 */
final class Dispatcher {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private static final String INTERNAL = "Internal error";

  private final CommandTable commands;
  private final ApiServices services;

  Dispatcher(CommandTable commands, ApiServices services) {
    this.commands = commands;
    this.services = services;
  }

  void receive(PageConnection connection, String text) {
    JsonObject message;
    try {
      message = Json.parseObject(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      log.debug("A page sent what is not a message: {}", e.getMessage());
      connection.push("error", new JsonPrimitive("The node can't read this message"));
      return;
    }
    if (!(message.get("cmd") instanceof JsonPrimitive cmd) || !cmd.isString()) {
      connection.push("error", new JsonPrimitive("The node can't read a message without cmd"));
      return;
    }
    if (cmd.getAsString().equals("response")) {
      answer(connection, message);
      return;
    }
    JsonElement id = Optional.ofNullable(message.get("id")).orElse(JsonNull.INSTANCE);
    String name = cmd.getAsString();
    JsonElement params = message.get("params");
    services.threads().run("command", () -> answerTo(connection, name, params, id));
  }

  private void answerTo(
      PageConnection connection, String name, @Nullable JsonElement params, JsonElement id) {
    Site site = connection.session().site().orElse(null);
    CompletableFuture<Void> unused =
        run(connection, site, name, params, id)
            .thenAccept(result -> connection.respond(id, result));
  }

  /** Only the wrapper answers questions: a site could otherwise press its own buttons. */
  private static void answer(PageConnection connection, JsonObject message) {
    if (connection.role() == PageConnection.Role.WRAPPER
        && message.get("to") instanceof JsonPrimitive to
        && to.isNumber()) {
      JsonElement result = Optional.ofNullable(message.get("result")).orElse(JsonNull.INSTANCE);
      connection.session().answer(to.getAsLong(), result);
    }
  }

  CompletableFuture<JsonElement> call(
      PageConnection connection, String name, @Nullable JsonElement params) {
    Site site = connection.session().site().orElse(null);
    return run(connection, site, name, params, JsonNull.INSTANCE);
  }

  /** The future of the answer; failures become answers too. */
  CompletableFuture<JsonElement> run(
      PageConnection connection,
      @Nullable Site target,
      String name,
      @Nullable JsonElement params,
      JsonElement id) {
    CompletableFuture<? extends JsonElement> result;
    try {
      result = start(connection, target, name, params, id);
    } catch (ApiException | IOException | RuntimeException e) {
      return CompletableFuture.completedFuture(failure(connection, name, e));
    }
    return result.handle(
        (value, problem) -> problem == null ? value : failure(connection, name, problem));
  }

  private CompletableFuture<? extends JsonElement> start(
      PageConnection connection,
      @Nullable Site target,
      String name,
      @Nullable JsonElement params,
      JsonElement id)
      throws ApiException, IOException {
    Command command =
        commands.find(name).orElseThrow(() -> new ApiException("Unknown command: " + name));
    if (command.name().equals("as")) {
      return runAs(connection, target, Arguments.bind(command.parameters(), params), id);
    }
    // Bound before the permission is known, so that its check can look at the values.
    Call probe = new Call(connection, target, Arguments.bind(List.of(), null), id);
    if (!isAllowed(command.permission(), probe)) {
      throw new ApiException("You don't have permission to run " + name);
    }
    Arguments arguments = Arguments.bind(command.parameters(), params);
    return command.action().run(new Call(connection, target, arguments, id));
  }

  private static boolean isAllowed(Permission permission, Call call) {
    return switch (permission) {
      case ANYONE, OWN_SITE, OWN_FILE -> true;
      case ADMIN -> call.isAdmin();
      case WRAPPER -> call.isWrapper();
    };
  }

  /** Another site's command with the calling page's rights. */
  private CompletableFuture<? extends JsonElement> runAs(
      PageConnection connection, @Nullable Site target, Arguments arguments, JsonElement id)
      throws ApiException, IOException {
    String address = arguments.text("address");
    Call call = new Call(connection, target, arguments, id);
    boolean own = target != null && target.address().value().equals(address);
    String inner = arguments.text("cmd");
    if (!own && !call.isAdmin() && !Cors.allows(call, address, inner)) {
      throw ApiException.bare("No permission for site " + address);
    }
    Site site = services.knownSite(address);
    return start(connection, site, inner, arguments.get("params").orElse(null), id);
  }

  private JsonElement failure(PageConnection connection, String name, Throwable problem) {
    Throwable cause =
        problem instanceof CompletionException && problem.getCause() != null
            ? problem.getCause()
            : problem;
    if (cause instanceof ApiException refused) {
      return refused.isBare() ? new JsonPrimitive(refused.text()) : error(refused.text());
    }
    if (cause instanceof SiteException || cause instanceof QueryException) {
      return error(String.valueOf(cause.getMessage()));
    }
    log.error("Command {} failed", name, cause);
    connection.push("error", new JsonPrimitive(INTERNAL + " in " + name));
    return error(INTERNAL);
  }

  static JsonObject error(String text) {
    JsonObject error = new JsonObject();
    error.addProperty("error", text);
    return error;
  }
}
