package zerobridge.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command line: {@code zerobridge <command>}. Exit codes: 0 done, 1 a check or an operation
 * failed (one line on stderr says why), 2 wrong usage.
 */
@Command(
    name = "zerobridge",
    description = "The peer-to-peer web in the browser you already use.",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>",
    subcommands = {
      RunCommand.class,
      OpenCommand.class,
      DemoCommand.class,
      SiteCommands.class,
      NameCommands.class,
      KeyCommands.class,
      PeerCommands.class,
      ApiCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "On this machine: zerobridge install | uninstall | status | doctor",
      "Each command explains itself with --help."
    })
public final class Main {
  Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Before any class of the library loads: plain arrays instead of sun.misc.Unsafe.
    System.setProperty("msgpack.universal-buffer", "true");
    LogSetup.begin();
    System.exit(execute(new CommandLine(new Main()), args));
  }

  /** Runs a command; output goes where {@code line} was told to write. */
  static int execute(CommandLine line, String... args) {
    LogSetup.forCommand();
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (fault, command, result) -> {
          PrintWriter err = command.getErr();
          err.println("zerobridge: " + sentence(fault));
          return CommandLine.ExitCode.SOFTWARE;
        });
    line.setParameterExceptionHandler(
        (fault, wrong) -> {
          PrintWriter err = fault.getCommandLine().getErr();
          err.println("zerobridge: " + fault.getMessage());
          err.println(
              "See: " + fault.getCommandLine().getCommandSpec().qualifiedName() + " --help");
          return CommandLine.ExitCode.USAGE;
        });
    if (args.length > 0 && args[0].equals("run")) {
      try {
        RunCommand.readSettingsFile(Objects.requireNonNull(line.getSubcommands().get("run")), args);
      } catch (IOException e) {
        line.getErr().println("zerobridge: " + sentence(e));
        return CommandLine.ExitCode.SOFTWARE;
      }
    }
    return line.execute(args);
  }

  /** What went wrong, for a person: the message of the innermost fault that has one. */
  static String sentence(Throwable fault) {
    Throwable at = fault;
    while ((at instanceof java.util.concurrent.ExecutionException
            || at instanceof java.util.concurrent.CompletionException
            || at instanceof java.io.UncheckedIOException)
        && at.getCause() != null) {
      at = at.getCause();
    }
    return Objects.requireNonNullElse(at.getMessage(), at.getClass().getSimpleName());
  }

  /** The version of the build, from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"ZeroBridge " + text()};
    }

    static String text() {
      return Objects.requireNonNullElse(
          Main.class.getPackage().getImplementationVersion(), "development");
    }
  }
}
