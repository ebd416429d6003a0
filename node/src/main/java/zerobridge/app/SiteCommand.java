package zerobridge.app;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerobridge.bridge.BridgeClient;
import zerobridge.crypto.SiteAddress;
import zerobridge.name.BitName;
import zerobridge.name.Resolution;
import zerobridge.site.Site;
import zerobridge.site.SiteException;
import zerobridge.site.SiteOptions;

/**
 * What the commands about sites have in common: they go through the running node if there is one,
 * else they work on the data directory themselves.
 */
abstract class SiteCommand implements Callable<Integer> {
  /** A first visit of a large site over a slow line ends within this. */
  static final long PATIENCE_MINUTES = 30;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public final Integer call() throws Exception {
    Optional<BridgeClient> running = data.runningNode();
    if (running.isPresent()) {
      try (BridgeClient node = running.get()) {
        return viaNode(node);
      }
    }
    try (NodeCore core =
        NodeCore.open(options(), SiteOptions.DEFAULTS.withoutBackgroundWork(), Claim::ofData)) {
      core.startSites();
      return directly(core);
    }
  }

  /** Does it through a running node. */
  abstract int viaNode(BridgeClient node) throws Exception;

  /** Does it on the data directory. */
  abstract int directly(NodeCore core) throws Exception;

  /** How a node would be set up that this command needs for itself. */
  Options options() {
    return Options.brief(data.directory().path(), "*", Options.Trackers.DEFAULTS);
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** The site that an address or a name means. */
  static SiteAddress address(NodeCore core, String text) throws Exception {
    Optional<BitName> name = BitName.parse(text);
    if (name.isEmpty()) {
      return SiteAddress.parse(text);
    }
    return await(core.names().resolve(name.get()))
        .map(Resolution::address)
        .orElseThrow(() -> new IOException("nobody asked knows the name " + text));
  }

  static Site site(NodeCore core, String text) throws Exception {
    SiteAddress address = address(core, text);
    return core.sites()
        .find(address)
        .orElseThrow(() -> new SiteException("there is no site " + address + " here"));
  }

  /** What came of something that runs elsewhere; its own fault, not a wrapped one. */
  static <T> T await(CompletableFuture<T> future) throws Exception {
    try {
      return future.get(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception fault) {
        throw fault;
      }
      throw e;
    } catch (TimeoutException e) {
      throw new IOException("this took longer than " + PATIENCE_MINUTES + " minutes", e);
    }
  }

  /** The answer of a running node, or the failure it names. */
  static JsonElement ask(BridgeClient node, String address, String command, JsonObject params)
      throws IOException {
    JsonElement result = node.control(address, command, params);
    if (result instanceof JsonObject object && object.get("error") instanceof JsonPrimitive error) {
      throw new IOException(error.getAsString());
    }
    return result;
  }
}
