package zerobridge.api;

import java.util.Set;

/** What a site may do with another one that the person let it read. */
final class Cors {
  private static final Set<String> COMMANDS =
      Set.of(
          "fileGet",
          "fileList",
          "dirList",
          "fileRules",
          "optionalFileInfo",
          "fileQuery",
          "dbQuery",
          "userGetSettings",
          "siteInfo");

  private Cors() {}

  /** Whether the calling page's site may run the command on the other one. */
  static boolean allows(Call call, String address, String command) {
    return COMMANDS.contains(CommandTable.canonical(command)) && mayRead(call, address);
  }

  static boolean mayRead(Call call, String address) {
    return call.session()
        .site()
        .map(site -> site.settings().permissions().contains("Cors:" + address))
        .orElse(false);
  }
}
