package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** What the node's own pages need and no site may call. */
final class PageCommands {
  private final ApiServices services;

  PageCommands(ApiServices services) {
    this.services = services;
  }

  void addTo(Command.Table table) {
    table.direct("pageStorageGet", Permission.WRAPPER, this::get);
    table.direct("pageStorageSet", Permission.WRAPPER, this::set, "!value");
    table.later("pageOpen", Permission.WRAPPER, this::open, "!text");
    table.direct("pageUrl", Permission.WRAPPER, this::url, "!address");
  }

  private JsonElement get(Call call) throws ApiException {
    JsonElement stored = services.user().localStorage(call.site().address());
    return stored == null ? JsonNull.INSTANCE : stored;
  }

  private JsonElement set(Call call) throws ApiException, IOException {
    services.user().setLocalStorage(call.site().address(), call.arguments().raw("value"));
    return Command.OK;
  }

  /** Opens what the person typed: the site is added, and its page's address returned. */
  private CompletableFuture<? extends JsonElement> open(Call call) throws ApiException {
    return services
        .outlook()
        .pages()
        .ofText(call.arguments().text("text"))
        .handle(
            (url, problem) ->
                problem == null
                    ? new JsonPrimitive(url)
                    : Dispatcher.error(String.valueOf(rootMessage(problem))));
  }

  private static String rootMessage(Throwable problem) {
    Throwable cause = problem.getCause() == null ? problem : problem.getCause();
    return String.valueOf(cause.getMessage());
  }

  private JsonElement url(Call call) throws ApiException {
    return new JsonPrimitive(
        services
            .outlook()
            .pages()
            .ofSite(services.knownSite(call.arguments().text("address")).address()));
  }
}
