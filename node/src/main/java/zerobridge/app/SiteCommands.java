package zerobridge.app;

import picocli.CommandLine.Command;

/** {@code site}: everything about sites that needs no browser. */
@Command(
    name = "site",
    description = "Sites: make, sign, fetch, check them.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "<command>",
    subcommands = {
      SiteListCommand.class,
      SiteCreateCommand.class,
      SiteDownloadCommand.class,
      SiteVerifyCommand.class,
      SiteSignCommand.class,
      SitePublishCommand.class,
      SiteUpdateCommand.class,
      SiteDeleteCommand.class,
      SiteRebuildCommand.class,
      SiteQueryCommand.class
    })
final class SiteCommands {}
