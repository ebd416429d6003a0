package zerobridge.api;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One command that pages may call.
 *
 * @param name as in {@code siteInfo}
 * @param permission who may call it
 * @param parameters names in order, see {@link Arguments#bind}
 * @param action what it does
 */
record Command(String name, Permission permission, List<String> parameters, Action action) {
  /** The usual answer of commands that only do something. */
  static final JsonElement OK = new JsonPrimitive("ok");

  /** Runs one call. */
  @FunctionalInterface
  interface Action {
    /** The future of the result; one that never completes leaves the page without an answer. */
    CompletableFuture<? extends JsonElement> run(Call call) throws ApiException, IOException;
  }

  /** As {@link Action}, for results that are there at once. */
  @FunctionalInterface
  interface Direct {
    JsonElement run(Call call) throws ApiException, IOException;
  }

  /** A group of commands adds each of its own to this table. */
  interface Table {
    void add(Command command);

    default void direct(String name, Permission permission, Direct action, String... parameters) {
      add(
          new Command(
              name,
              permission,
              List.of(parameters),
              call -> CompletableFuture.completedFuture(action.run(call))));
    }

    default void later(String name, Permission permission, Action action, String... parameters) {
      add(new Command(name, permission, List.of(parameters), action));
    }
  }
}
