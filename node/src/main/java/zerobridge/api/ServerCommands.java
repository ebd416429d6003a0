package zerobridge.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The node as a program: its errors, its port, its end. */
final class ServerCommands {
  private final ApiServices services;

  ServerCommands(ApiServices services) {
    this.services = services;
  }

  void addTo(Command.Table table) {
    table.direct("serverErrors", Permission.ADMIN, call -> new JsonArray());
    table.direct("serverPortcheck", Permission.ADMIN, call -> portOpened());
    table.later("serverShutdown", Permission.ADMIN, this::shutdown, "restart");
    table.direct("serverUpdate", Permission.ADMIN, ServerCommands::update);
    table.direct(
        "serverShowdirectory", Permission.ADMIN, ServerCommands::show, "directory", "inner_path");
    // The node keeps no charts so far: no rows, no places.
    table.direct("chartDbQuery", Permission.ADMIN, call -> new JsonArray(), "!query", "params");
    table.direct("chartGetPeerLocations", Permission.ADMIN, call -> new JsonArray());
  }

  private JsonElement portOpened() {
    NodeStatus status = services.outlook().status().get();
    JsonObject opened = new JsonObject();
    opened.add("ipv4", bool(status.ipv4Open()));
    opened.add("ipv6", bool(status.ipv6Open()));
    return opened;
  }

  private static JsonElement bool(@Nullable Boolean value) {
    return value == null ? JsonNull.INSTANCE : new JsonPrimitive(value);
  }

  private CompletableFuture<? extends JsonElement> shutdown(Call call) {
    return call.session()
        .confirm("Stop ZeroBridge? Open pages stay, but nothing new loads.", List.of("Stop"))
        .thenApply(
            button -> {
              services.outlook().shutdown().run();
              return new JsonPrimitive(button);
            });
  }

  private static JsonElement update(Call call) throws ApiException {
    throw new ApiException("ZeroBridge is updated by the way it was installed");
  }

  private static JsonElement show(Call call) throws ApiException {
    throw new ApiException("Opening folders is not supported");
  }
}
