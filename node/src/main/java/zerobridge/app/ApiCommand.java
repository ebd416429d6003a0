package zerobridge.app;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerobridge.bridge.BridgeClient;
import zerobridge.codec.Json;
import zerobridge.codec.PrettyJson;

/** {@code api}: one command of the pages' interface on the running node. */
@Command(
    name = "api",
    description = "Runs one ZeroFrame command on the running node, with your own rights.",
    mixinStandardHelpOptions = true)
final class ApiCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin private DataOption data = new DataOption();

  @Parameters(index = "0", paramLabel = "ADDRESS", description = "The site it is about.")
  private String address = "";

  @Parameters(index = "1", paramLabel = "CMD", description = "For instance siteInfo.")
  private String command = "";

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "JSON",
      description = "Parameters: an object, a list or a value.")
  private @Nullable String params;

  @Override
  public Integer call() throws IOException {
    JsonElement parsed = params == null ? JsonNull.INSTANCE : Json.parse(params);
    try (BridgeClient node = data.runningNode().orElseThrow(ApiCommand::noNode)) {
      JsonElement result = node.control(address, command, parsed);
      spec.commandLine().getOut().println(PrettyJson.text(result));
      if (result instanceof JsonObject object && object.get("error") instanceof JsonPrimitive) {
        throw new IOException(object.get("error").getAsString());
      }
      return 0;
    }
  }

  static IOException noNode() {
    return new IOException("no node runs on this data folder; start it: zerobridge run");
  }
}
