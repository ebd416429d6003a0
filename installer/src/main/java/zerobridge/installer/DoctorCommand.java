package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for everything that keeps a browser from reaching the node, and says what to do about it.
 */
final class DoctorCommand implements Command {

  private static final List<Arguments.Option> OPTIONS =
      List.of(new Arguments.Option("--json", null, "print the findings as JSON"));

  /** Homes of browsers in packages that cannot start programs of the system by themselves. */
  private static final Map<String, String> BOXED =
      Map.of(
          "snap/firefox", "Firefox as a snap",
          "snap/chromium", "Chromium as a snap",
          ".var/app/org.mozilla.firefox", "Firefox as a flatpak",
          ".var/app/org.chromium.Chromium", "Chromium as a flatpak",
          ".var/app/com.google.Chrome", "Chrome as a flatpak",
          ".var/app/com.brave.Browser", "Brave as a flatpak");

  /** Policies by which an administrator forbids native hosts. */
  private static final List<String> FORBIDDING =
      List.of(
          "NativeMessagingBlocklist", "NativeMessagingAllowlist", "NativeMessagingUserLevelHosts");

  private static final List<String> POLICY_FOLDERS =
      List.of(
          "/etc/chromium/policies/managed",
          "/etc/opt/chrome/policies/managed",
          "/etc/brave/policies/managed");

  @Override
  public String name() {
    return "doctor";
  }

  @Override
  public String summary() {
    return """
        Checks the installation from the browser's files to the node's answer, starting the node for a moment
        if it isn't running. Exit code 1 when something is wrong; each fault comes with what to do.""";
  }

  @Override
  public List<Arguments.Option> options() {
    return OPTIONS;
  }

  @Override
  public int run(Arguments arguments, Surroundings where, PrintStream out) throws IOException {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "Java", System.getProperty("java.version") + " in " + System.getProperty("java.home")));
    Optional<InstallLog> log = InstallLog.read(where.installLog());
    if (log.isEmpty()) {
      findings.add(Finding.failure("Program", "is not installed", "run `zerobridge install`"));
    } else {
      findings.add(program(log.get(), where));
      findings.addAll(StatusCommand.browsers(where));
      findings.add(host(where));
    }
    // Only one that has run for a while knows; one that the check above started has ended again.
    RunningNode.status(where.runDirectory()).flatMap(Reachability::of).ifPresent(findings::add);
    findings.addAll(runDirectory(where.runDirectory().path()));
    findings.addAll(boxedBrowsers(where));
    findings.addAll(policies());

    if (arguments.has("--json")) {
      JsonArray array = new JsonArray();
      findings.forEach(finding -> array.add(finding.toJson()));
      JsonObject json = new JsonObject();
      json.add("findings", array);
      out.print(new String(Disk.bytes(json), StandardCharsets.UTF_8));
    } else {
      findings.forEach(finding -> out.println(finding.line()));
    }
    return findings.stream().anyMatch(Finding::isFailure) ? 1 : 0;
  }

  private static Finding program(InstallLog log, Surroundings where) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Item item : log.items()) {
      if (!item.isInPlace()) {
        wrong.add(where.shown(item.path()));
      }
    }
    return wrong.isEmpty()
        ? Finding.ok(
            "Program",
            log.items().size()
                + " files and folders are as installed in "
                + where.shown(where.program()))
        : Finding.failure(
            "Program",
            "missing or changed: " + String.join(", ", wrong),
            "run `zerobridge install` again");
  }

  private static Finding host(Surroundings where) throws IOException {
    Distribution program = new Distribution(where.program());
    boolean wasRunning = RunningNode.status(where.runDirectory()).isPresent();
    String caller = program.extensionId().map(ExtensionId::origin).orElse("zerobridge-doctor");
    try {
      Duration time = HostProbe.run(program.host(), caller, where.environment());
      return Finding.ok(
          "Host",
          "the node answered through it in "
              + time.toMillis()
              + " ms"
              + (wasRunning ? "" : ", start of the node included"));
    } catch (IOException e) {
      return Finding.failure(
          "Host",
          program.host() + ": " + e.getMessage(),
          "run `zerobridge run` and read what it prints");
    } finally {
      if (!wasRunning) {
        RunningNode.stop(where.runDirectory());
      }
    }
  }

  private static List<Finding> runDirectory(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    boolean isOpen =
        Files.getPosixFilePermissions(directory).stream()
            .anyMatch(permission -> !permission.name().startsWith("OWNER_"));
    boolean isMine = Files.getOwner(directory).getName().equals(System.getProperty("user.name"));
    return isOpen || !isMine
        ? List.of(
            Finding.failure(
                "Run directory", directory + " is open to other users", "chmod 700 " + directory))
        : List.of(Finding.ok("Run directory", directory.toString()));
  }

  private static List<Finding> boxedBrowsers(Surroundings where) {
    return BOXED.entrySet().stream()
        .filter(entry -> Files.isDirectory(where.home().resolve(entry.getKey())))
        .map(
            entry ->
                Finding.note(
                    entry.getValue(),
                    "lives in a box from which native hosts cannot be started without the desktop's help",
                    "if the extension says that the node is missing, use the browser of your distribution's own packages"))
        .toList();
  }

  private static List<Finding> policies() throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (String folder : POLICY_FOLDERS) {
      if (!Files.isDirectory(Path.of(folder))) {
        continue;
      }
      try (var files = Files.newDirectoryStream(Path.of(folder), "*.json")) {
        for (Path file : files) {
          String text = Files.readString(file);
          FORBIDDING.stream()
              .filter(text::contains)
              .forEach(
                  name ->
                      findings.add(
                          Finding.note(
                              "Policy",
                              file + " sets " + name,
                              "ask who administers this computer to allow " + HostManifest.NAME)));
        }
      }
    }
    return findings;
  }
}
