package zerobridge.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run}: the node in the foreground, until SIGTERM or Ctrl-C. */
@Command(
    name = "run",
    description =
        "Runs the node in the foreground. Prints \"ready ui=… peer=…\" once it serves pages and"
            + " other nodes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RunCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings file (default: zerobridge.conf in the data folder).")
  @SuppressWarnings("UnusedVariable") // read before the others are parsed, by readSettingsFile
  private @Nullable Path config;

  @Option(
      names = "--ui-port",
      paramLabel = "N",
      description = "Port of the pages on this machine; 0 takes any (default: 43110).")
  private @Nullable Integer uiPort;

  @Option(
      names = "--peer-port",
      paramLabel = "N",
      description =
          "Port for other nodes; 0 takes any (default: a random one, chosen once and kept).")
  private @Nullable Integer peerPort;

  @Option(
      names = "--bind",
      paramLabel = "ADDR",
      defaultValue = "*",
      description = "Address to listen on for other nodes (default: all).")
  private String bind = "*";

  @Mixin private FindingOptions finding = new FindingOptions();

  @Option(
      names = "--tor",
      paramLabel = "MODE",
      defaultValue = "disable",
      description = "disable, enable or always. This version has disable only.")
  private String tor = "disable";

  @Option(names = "--offline", description = "No connection to other machines.")
  private boolean offline;

  @Option(
      names = "--external-ip",
      paramLabel = "ADDR",
      split = "\n",
      description = "Address under which others reach this node; repeatable.")
  private List<String> externalIps = new ArrayList<>();

  @Option(
      names = "--loopback-is-internet",
      hidden = true,
      description =
          "For tests: treat peers on this machine like any other, with TLS and flood protection.")
  private boolean loopbackIsInternet;

  @Option(
      names = "--no-port-mapping",
      description = "Don't ask the router to forward the port (by UPnP, NAT-PMP or PCP).")
  private boolean noPortMapping;

  @Option(
      names = "--homepage",
      paramLabel = "ADDRESS",
      description = "Site to show as start page instead of the node's own.")
  private @Nullable String homepage;

  @Option(
      names = "--size-limit",
      paramLabel = "MB",
      defaultValue = "" + Options.SIZE_LIMIT_MIB,
      description = "Size at which a site needs your word (default: ${DEFAULT-VALUE}).")
  private int sizeLimit = Options.SIZE_LIMIT_MIB;

  @Mixin private BigFileOptions bigFiles = new BigFileOptions();

  @Mixin private LimitOptions limits = new LimitOptions();

  @Option(names = "--open", description = "Open the start page in the default browser.")
  private boolean open;

  @Option(names = "--debug", description = "Log every step.")
  private boolean debug;

  @Override
  public Integer call() throws Exception {
    Options options = options();
    LogSetup.forNode(new DataDirectory(options.data()).logFolder(), options.debug());
    PrintWriter out = spec.commandLine().getOut();
    try (Node node = Node.start(options, Claim::forBrowser)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(node), "shutdown"));
      out.println("ready ui=" + node.uiUrl() + " peer=" + node.peerEndpoint());
      out.flush();
      if (options.ui().open()) {
        Browser.open(node.uiUrl());
      }
      node.awaitStop();
    }
    return 0;
  }

  private static void end(Node node) {
    node.close();
    LogSetup.end();
  }

  private Options options() throws IOException {
    refuseUnsupportedTor();
    port("--ui-port", uiPort);
    port("--peer-port", peerPort);
    if (sizeLimit < 1) {
      throw wrong("--size-limit needs a number of megabytes, 1 or more");
    }
    return new Options(
        data.directory().path(),
        new Options.Ui(
            uiPort != null ? uiPort : Options.UI_PORT,
            uiPort == null,
            homepage,
            open,
            bigFiles.with(sizeLimit)),
        new Options.Peers(
            Optional.ofNullable(peerPort),
            bind,
            new Options.Reach(externalIps, !noPortMapping),
            limits.read(),
            loopbackIsInternet),
        finding.read(),
        offline,
        debug);
  }

  /** Running without Tor when the person asked for it would betray them, so it is an error. */
  private void refuseUnsupportedTor() {
    if (!tor.toLowerCase(Locale.ROOT).equals("disable")) {
      throw wrong("--tor " + tor + ": this version cannot use Tor yet; nothing was started");
    }
  }

  private void port(String option, @Nullable Integer port) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw wrong(option + " needs a port from 0 to 65535, not " + port);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /**
   * Takes what the command line leaves open from the settings file.
   *
   * @param run this command, before it is parsed
   * @param args the arguments of the process
   */
  static void readSettingsFile(CommandLine run, String[] args) throws IOException {
    Path data = DataDirectory.standard(System.getenv());
    Path file = null;
    for (int i = 0; i + 1 < args.length; i++) {
      if (args[i].equals("--data")) {
        data = Path.of(args[i + 1]);
      } else if (args[i].equals("--config")) {
        file = Path.of(args[i + 1]);
      }
    }
    if (file != null && !Files.exists(file)) {
      throw new IOException("the settings file " + file + " does not exist");
    }
    if (file == null) {
      file = data.resolve("zerobridge.conf");
      file = Files.exists(file) ? file : data.resolveSibling("zeronet.conf");
    }
    OptionsFile settings = Files.exists(file) ? OptionsFile.read(file) : OptionsFile.empty();
    run.setDefaultValueProvider(new FileDefaults(settings));
  }

  /** Defaults of options from the settings file. */
  private record FileDefaults(OptionsFile file) implements IDefaultValueProvider {
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
      if (!(argument instanceof OptionSpec option)) {
        return null;
      }
      return file.value(option.longestName().substring(2)).orElse(option.defaultValue());
    }
  }
}
