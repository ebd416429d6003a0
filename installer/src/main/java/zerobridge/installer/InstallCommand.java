package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Copies the program to the person's home and tells each browser of the native host. Safe to
 * repeat.
 */
final class InstallCommand implements Command {

  private static final List<Arguments.Option> OPTIONS =
      List.of(
          new Arguments.Option("--browser", "NAME,…", "only these browsers: " + names()),
          new Arguments.Option("--all", null, "every known browser, present or not"),
          new Arguments.Option(
              "--user-data-dir",
              "DIR",
              "also for a Chromium that is started with this profile folder; repeatable"),
          new Arguments.Option(
              "--extension-id", "ID", "also let this extension in (Chromium browsers); repeatable"),
          new Arguments.Option("--dry-run", null, "print what would be written, and write nothing"),
          new Arguments.Option("--json", null, "print the result as JSON"));

  @Override
  public String name() {
    return "install";
  }

  @Override
  public String summary() {
    return """
        Copies ZeroBridge into your home directory and registers it with your browsers, so that the
        extension can start it. Needs no administrator. `zerobridge uninstall` takes it all back.""";
  }

  @Override
  public List<Arguments.Option> options() {
    return OPTIONS;
  }

  @Override
  public int run(Arguments arguments, Surroundings where, PrintStream out)
      throws IOException, UsageException {
    if (where.os() == Surroundings.Os.WINDOWS) {
      throw new IOException("installing on Windows is not supported yet; `zerobridge run` works");
    }
    Distribution source = new Distribution(where.distribution());
    Distribution target = new Distribution(where.program());
    Map<String, Path> manifests = new LinkedHashMap<>();
    Plan plan = new Plan(InstallLog.read(where.installLog()));
    plan.directoriesOf(where.installLog());
    for (Path file : source.files()) {
      plan.copy(source.folder().resolve(file), target.folder().resolve(file));
    }
    boolean hasArchive = plan.keepDerived(ClassArchive.file(target));
    planManifests(arguments, where, plan, manifests);
    planDesktop(where, plan);

    Changes changes =
        arguments.has("--dry-run") ? Changes.pretend(plan) : Changes.make(plan, where.installLog());
    String trouble = "";
    if (!arguments.has("--dry-run")) {
      DesktopEntry.refreshIndex(where.applications());
      trouble = hasArchive ? "" : tryNode(target, where);
    }
    if (arguments.has("--json")) {
      out.print(
          new String(
              Disk.bytes(json(arguments, target, manifests, changes)), StandardCharsets.UTF_8));
    } else {
      print(arguments, where, manifests, changes, out);
      out.print(trouble);
    }
    return 0;
  }

  /** Runs the node once, which shows that it works here and makes its later starts quicker. */
  private static String tryNode(Distribution program, Surroundings where) throws IOException {
    String reason = "";
    try {
      Optional<Item> archive = ClassArchive.make(program);
      if (archive.isPresent()) {
        InstallLog log = InstallLog.read(where.installLog()).orElse(new InstallLog(List.of()));
        log.and(List.of(archive.get())).write(where.installLog());
        return "";
      }
    } catch (IOException e) {
      reason = " (" + e.getMessage() + ")";
    }
    return "\nA trial start of the node failed" + reason + "; `zerobridge run` shows why.\n";
  }

  private static void planManifests(
      Arguments arguments, Surroundings where, Plan plan, Map<String, Path> manifests)
      throws IOException, UsageException {
    List<ExtensionId> ids = extensionIds(arguments, where);
    Path host = new Distribution(where.program()).host();
    for (Browser browser : browsers(arguments, where)) {
      if (browser.family == Browser.Family.CHROMIUM && ids.isEmpty()) {
        throw new IOException(
            "the extension's id is unknown: its manifest has no key, so name the id with --extension-id");
      }
      Path file = browser.manifestFolder(where).resolve(HostManifest.FILE_NAME);
      plan.file(file, Disk.bytes(HostManifest.of(browser.family, host, ids)));
      manifests.put(browser.title, file);
    }
    for (String profile : arguments.values("--user-data-dir")) {
      Path folder = Path.of(profile).toAbsolutePath().normalize();
      Path file = folder.resolve("NativeMessagingHosts").resolve(HostManifest.FILE_NAME);
      plan.file(file, Disk.bytes(HostManifest.of(Browser.Family.CHROMIUM, host, ids)));
      manifests.put("Chromium in " + folder, file);
    }
  }

  private static void planDesktop(Surroundings where, Plan plan) {
    Distribution program = new Distribution(where.program());
    // Somebody's own command of this name stays.
    if (!Files.exists(where.command()) || isOurs(where)) {
      plan.link(where.command(), program.launcher());
    }
    if (where.os() == Surroundings.Os.LINUX) {
      byte[] entry = DesktopEntry.text(program.launcher()).getBytes(StandardCharsets.UTF_8);
      plan.file(where.applications().resolve(DesktopEntry.FILE_NAME), entry);
      plan.schemeDefault(where.mimeApps(), "zero");
      plan.schemeDefault(where.mimeApps(), "web+zero");
    }
  }

  private static boolean isOurs(Surroundings where) {
    try {
      return Files.isSymbolicLink(where.command())
          && Files.readSymbolicLink(where.command()).startsWith(where.program());
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static List<ExtensionId> extensionIds(Arguments arguments, Surroundings where)
      throws IOException, UsageException {
    Set<ExtensionId> ids = new LinkedHashSet<>();
    new Distribution(where.distribution()).extensionId().ifPresent(ids::add);
    for (String id : arguments.values("--extension-id")) {
      try {
        ids.add(new ExtensionId(id));
      } catch (IllegalArgumentException e) {
        throw new UsageException(e.getMessage() == null ? id : e.getMessage());
      }
    }
    return List.copyOf(ids);
  }

  private static List<Browser> browsers(Arguments arguments, Surroundings where)
      throws UsageException {
    if (arguments.has("--all")) {
      return List.of(Browser.values());
    }
    if (!arguments.has("--browser")) {
      return Arrays.stream(Browser.values())
          .filter(browser -> browser.isAlwaysServed() || browser.isPresent(where))
          .toList();
    }
    List<Browser> chosen = new ArrayList<>();
    for (String id : arguments.values("--browser")) {
      Optional<Browser> browser =
          Arrays.stream(Browser.values()).filter(known -> known.id().equals(id)).findFirst();
      chosen.add(
          browser.orElseThrow(
              () -> new UsageException("unknown browser \"" + id + "\"; known are " + names())));
    }
    return chosen;
  }

  private static String names() {
    return Arrays.stream(Browser.values()).map(Browser::id).collect(Collectors.joining(", "));
  }

  private static JsonObject json(
      Arguments arguments, Distribution target, Map<String, Path> manifests, Changes changes) {
    JsonObject json = new JsonObject();
    json.addProperty("dryRun", arguments.has("--dry-run"));
    json.addProperty("program", target.folder().toString());
    json.addProperty("extension", target.extension().toString());
    JsonObject browsers = new JsonObject();
    manifests.forEach((title, file) -> browsers.addProperty(title, file.toString()));
    json.add("browsers", browsers);
    JsonArray written = new JsonArray();
    changes.written().forEach(path -> written.add(path.toString()));
    json.add("written", written);
    JsonArray removed = new JsonArray();
    changes.removed().forEach(path -> removed.add(path.toString()));
    json.add("removed", removed);
    json.addProperty("unchanged", changes.unchanged());
    return json;
  }

  private static void print(
      Arguments arguments,
      Surroundings where,
      Map<String, Path> manifests,
      Changes changes,
      PrintStream out)
      throws IOException {
    if (arguments.has("--dry-run")) {
      changes.written().forEach(path -> out.println("would write   " + where.shown(path)));
      changes.removed().forEach(path -> out.println("would remove  " + where.shown(path)));
      out.println(changes.unchanged() + " files are already in place");
      return;
    }
    Distribution program = new Distribution(where.program());
    out.println("ZeroBridge " + program.version() + " is in " + where.shown(program.folder()));
    manifests.forEach(
        (title, file) -> out.println("  " + title + " can start it (" + where.shown(file) + ")"));
    out.println(
        """

        Add the extension to your browser:
          Chromium, Chrome, Edge, Brave: open chrome://extensions, switch on "Developer mode",
            choose "Load unpacked" and this folder: %1$s
          Firefox: open about:debugging#/runtime/this-firefox, choose "Load Temporary Add-on…"
            and this file: %1$s/manifest.json
        Then type talk.bit/ into the address bar."""
            .formatted(program.extension()));
  }
}
