package zerobridge.installer;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** One of the commands that the launcher hands to this program. */
interface Command {

  /** What a person types. */
  String name();

  /** What it does, in a sentence or two for the help. */
  String summary();

  /** The options beside {@code --help}. */
  List<Arguments.Option> options();

  /**
   * Does it.
   *
   * @return the exit code: 0, or 1 when a check failed that has been printed
   * @throws UsageException when the options make no sense together
   * @throws IOException with a sentence for the person when it could not be done
   */
  int run(Arguments arguments, Surroundings where, PrintStream out)
      throws IOException, UsageException;
}
