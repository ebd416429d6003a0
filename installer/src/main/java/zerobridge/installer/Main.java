package zerobridge.installer;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The commands that put ZeroBridge on a machine, look after it and take it off again: {@code
 * install}, {@code uninstall}, {@code status}, {@code doctor}. Exit codes: 0 done, 1 failed with a
 * line on stderr, 2 wrong usage.
 */
public final class Main {

  private static final List<Command> COMMANDS =
      List.of(
          new InstallCommand(), new UninstallCommand(), new StatusCommand(), new DoctorCommand());

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), Surroundings.current(), System.out, System.err));
  }

  static int run(List<String> words, Surroundings where, PrintStream out, PrintStream err) {
    String name = words.isEmpty() ? "" : words.get(0);
    Optional<Command> found =
        COMMANDS.stream().filter(command -> command.name().equals(name)).findFirst();
    if (found.isEmpty()) {
      List<String> names = COMMANDS.stream().map(Command::name).toList();
      err.println(
          "zerobridge: unknown command \""
              + name
              + "\"; this part knows "
              + String.join(", ", names));
      return 2;
    }
    Command command = found.get();
    List<String> rest = words.subList(1, words.size());
    if (rest.stream().anyMatch(word -> Arrays.asList("-h", "--help").contains(word))) {
      out.print(help(command));
      return 0;
    }
    try {
      return command.run(Arguments.parse(rest, command.options()), where, out);
    } catch (UsageException e) {
      err.println(
          "zerobridge "
              + name
              + ": "
              + e.getMessage()
              + " (zerobridge "
              + name
              + " --help tells more)");
      return 2;
    } catch (IOException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      err.println("zerobridge " + name + ": " + message);
      return 1;
    }
  }

  private static String help(Command command) {
    return "Usage: zerobridge "
        + command.name()
        + " [options]\n\n"
        + command.summary()
        + "\n\nOptions:\n"
        + Arguments.help(command.options())
        + "  --help  show this text\n";
  }
}
