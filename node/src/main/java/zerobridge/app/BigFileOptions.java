package zerobridge.app;

import picocli.CommandLine.Option;

/** The options about big files, with 0.7.2's names: files that are fetched piece by piece. */
final class BigFileOptions {
  @Option(
      names = "--bigfile-size-limit",
      paramLabel = "MB",
      defaultValue = "0",
      description = "Largest big file that is fetched at all; 0 for any (default: any).")
  private int largest;

  @Option(
      names = "--autodownload-bigfile-size-limit",
      paramLabel = "MB",
      defaultValue = "" + Options.Sizes.AUTODOWNLOAD_MIB,
      description =
          "Largest big file that is fetched whole with the other optional files of a site"
              + " (default: ${DEFAULT-VALUE}).")
  private int automatic = Options.Sizes.AUTODOWNLOAD_MIB;

  /** With the limit for whole sites. */
  Options.Sizes with(int siteMiB) {
    return new Options.Sizes(siteMiB, Math.max(0, largest), Math.max(0, automatic));
  }
}
