package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells whether the node runs and which browsers are registered, without starting or changing
 * anything.
 */
final class StatusCommand implements Command {

  private static final List<Arguments.Option> OPTIONS =
      List.of(new Arguments.Option("--json", null, "print everything as JSON"));

  @Override
  public String name() {
    return "status";
  }

  @Override
  public String summary() {
    return "Tells whether the node is running, and which browsers can start it. Changes nothing.";
  }

  @Override
  public List<Arguments.Option> options() {
    return OPTIONS;
  }

  @Override
  public int run(Arguments arguments, Surroundings where, PrintStream out) throws IOException {
    Optional<JsonObject> node = RunningNode.status(where.runDirectory());
    boolean isInstalled = InstallLog.read(where.installLog()).isPresent();
    List<Finding> browsers = isInstalled ? browsers(where) : List.of();
    if (arguments.has("--json")) {
      JsonObject json = new JsonObject();
      json.addProperty("installed", isInstalled);
      json.addProperty("running", node.isPresent());
      node.ifPresent(answer -> json.add("node", answer));
      JsonArray array = new JsonArray();
      browsers.forEach(finding -> array.add(finding.toJson()));
      json.add("browsers", array);
      out.print(new String(Disk.bytes(json), StandardCharsets.UTF_8));
      return 0;
    }
    if (node.isPresent()) {
      out.println("The node is running");
      node.get().entrySet().stream()
          .filter(entry -> entry.getValue().isJsonPrimitive())
          .forEach(entry -> out.println("  " + entry.getKey() + ": " + shown(entry.getValue())));
      Reachability.of(node.get()).ifPresent(finding -> out.println(finding.line()));
    } else {
      out.println("The node is not running; the extension or `zerobridge open` starts it");
    }
    if (!isInstalled) {
      out.println("ZeroBridge is not installed for your browsers; `zerobridge install` does it");
    }
    browsers.forEach(finding -> out.println(finding.line()));
    return 0;
  }

  /** The registration of each browser that is there, or that an install would serve. */
  static List<Finding> browsers(Surroundings where) throws IOException {
    Optional<ExtensionId> extension = new Distribution(where.program()).extensionId();
    List<Finding> findings = new ArrayList<>();
    for (Browser browser : Arrays.asList(Browser.values())) {
      if (browser.isAlwaysServed() || browser.isPresent(where)) {
        findings.add(Registration.check(browser, where, extension));
      }
    }
    return findings;
  }

  private static String shown(JsonElement value) {
    return value.getAsString();
  }
}
