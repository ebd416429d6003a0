package zerobridge.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerobridge.crypto.SiteAddress;
import zerobridge.io.Threads;
import zerobridge.site.SiteCheck;

/** {@code site verify}: checks what is on disk, whether a node runs or not. */
@Command(
    name = "verify",
    description = "Checks every manifest and every file of a site on disk.",
    mixinStandardHelpOptions = true)
final class SiteVerifyCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin private DataOption data = new DataOption();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Parameters(paramLabel = "ADDRESS", description = "The site's address.")
  private String address = "";

  @Override
  public Integer call() throws Exception {
    SiteCheck.Report report;
    try (Threads threads = new Threads("verify")) {
      report =
          SiteCheck.run(
              data.directory().path(), SiteAddress.parse(address), threads, Clock.systemUTC());
    }
    if (json) {
      JsonObject answer = new JsonObject();
      answer.addProperty("manifests", report.manifests());
      answer.addProperty("files", report.files());
      JsonArray faults = new JsonArray();
      report.faults().forEach(faults::add);
      answer.add("faults", faults);
      spec.commandLine().getOut().println(answer);
    } else if (report.isGood()) {
      spec.commandLine()
          .getOut()
          .println("ok " + report.manifests() + " manifests, " + report.files() + " files");
    }
    report.faults().forEach(spec.commandLine().getErr()::println);
    return report.isGood() ? 0 : 1;
  }
}
