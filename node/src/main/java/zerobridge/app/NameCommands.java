package zerobridge.app;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerobridge.bridge.BridgeClient;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.BitName;
import zerobridge.name.Names;
import zerobridge.name.PinnedNames;
import zerobridge.name.Resolution;

/** {@code name}: where {@code .bit} names lead. */
@Command(
    name = "name",
    description = ".bit names.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>")
final class NameCommands {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before a command runs
  private CommandSpec spec;

  @Command(
      name = "resolve",
      description = "Prints the address that a name leads to, and on whose word.",
      mixinStandardHelpOptions = true)
  int resolve(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME", description = "For instance talk.bit.") String text,
      @Option(names = "--json", description = "Print JSON.") boolean json)
      throws IOException {
    BitName name = name(text);
    JsonObject found = found(data, name);
    spec.commandLine()
        .getOut()
        .println(
            json
                ? found.toString()
                : found.get("address").getAsString() + "  " + found.get("source").getAsString());
    return 0;
  }

  private static JsonObject found(DataOption data, BitName name) throws IOException {
    Optional<BridgeClient> running = data.runningNode();
    if (running.isPresent()) {
      try (BridgeClient node = running.get()) {
        JsonObject arguments = new JsonObject();
        arguments.addProperty("name", name.value());
        return node.ask("resolve", arguments);
      }
    }
    Names pinnedOnly =
        new Names(java.util.List.of(PinnedNames.open(data.directory().pinnedNamesFile())));
    Resolution pinned =
        pinnedOnly
            .resolve(name)
            .join()
            .orElseThrow(
                () ->
                    new IOException(
                        name + " is not pinned, and no node runs that could look further"));
    JsonObject found = new JsonObject();
    found.addProperty("name", name.value());
    found.addProperty("address", pinned.address().value());
    found.addProperty("source", pinned.trust().words());
    return found;
  }

  @Command(
      name = "pin",
      description = "Makes a name lead to an address, whatever others say.",
      mixinStandardHelpOptions = true)
  int pin(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME", description = "For instance talk.bit.") String text,
      @Parameters(paramLabel = "ADDRESS", description = "The site's address.") String address)
      throws IOException {
    data.directory().create();
    pins(data).pin(name(text), SiteAddress.parse(address));
    return 0;
  }

  @Command(name = "unpin", description = "Takes a pin away again.", mixinStandardHelpOptions = true)
  int unpin(
      @Mixin DataOption data,
      @Parameters(paramLabel = "NAME", description = "For instance talk.bit.") String text)
      throws IOException {
    if (!pins(data).unpin(name(text))) {
      throw new IOException(text + " was not pinned");
    }
    return 0;
  }

  @Command(name = "pins", description = "Lists your pins.", mixinStandardHelpOptions = true)
  int pinned(@Mixin DataOption data) throws IOException {
    for (Map.Entry<String, SiteAddress> pin : pins(data).all().entrySet()) {
      spec.commandLine().getOut().println(pin.getKey() + "  " + pin.getValue());
    }
    return 0;
  }

  private static PinnedNames pins(DataOption data) throws IOException {
    return PinnedNames.open(data.directory().pinnedNamesFile());
  }

  private static BitName name(String text) throws IOException {
    return BitName.parse(text)
        .orElseThrow(() -> new IOException("\"" + text + "\" is not a .bit name"));
  }
}
