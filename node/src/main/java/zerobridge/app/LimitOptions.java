package zerobridge.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zerobridge.peer.BandwidthSchedule;

/** The options about how much other nodes may take. */
final class LimitOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
  private CommandSpec spec;

  @Option(
      names = "--limit-up",
      paramLabel = "KB/S",
      defaultValue = "0",
      description = "Most kilobytes a second to other nodes, 0 for no limit (default).")
  private int up;

  @Option(
      names = "--limit-down",
      paramLabel = "KB/S",
      defaultValue = "0",
      description = "Most kilobytes a second from other nodes, 0 for no limit (default).")
  private int down;

  @Option(
      names = "--limit-schedule",
      paramLabel = "WHEN",
      split = "\n",
      description =
          "Other limits for a part of the day: \"08:00-18:00 up=200 down=1000\"; repeatable.")
  private List<String> schedule = new ArrayList<>();

  @Option(
      names = "--strict-tls",
      description = "Never talk in clear text to nodes on other machines.")
  private boolean strictTls;

  Options.Limits read() {
    if (up < 0 || down < 0) {
      throw new ParameterException(spec.commandLine(), "a limit of speed can't be below zero");
    }
    try {
      return new Options.Limits(
          BandwidthSchedule.parse(BandwidthSchedule.kilobytes(up, down), schedule), strictTls);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
