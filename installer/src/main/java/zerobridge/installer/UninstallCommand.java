package zerobridge.installer;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Takes away exactly what the install log lists, as far as nobody has changed it since. Safe to
 * repeat.
 */
final class UninstallCommand implements Command {

  private static final List<Arguments.Option> OPTIONS =
      List.of(
          new Arguments.Option(
              "--purge", null, "also delete your sites, identities and settings, for good"),
          new Arguments.Option(
              "--data", "DIR", "the data folder that --purge deletes, if not the usual one"),
          new Arguments.Option(
              "--dry-run", null, "print what would be removed, and remove nothing"),
          new Arguments.Option("--json", null, "print the result as JSON"));

  /**
   * What makes a folder recognisable as a node's data, so that --purge cannot hit anything else.
   */
  private static final List<String> MARKS =
      List.of("sites.json", "users.json", "zerobridge-state.json");

  /** What a node that is not running leaves in its run directory. */
  private static final List<String> RUN_FILES =
      List.of("node.sock", "node.lock", "start.lock", "node-start.log", "control.token");

  @Override
  public String name() {
    return "uninstall";
  }

  @Override
  public String summary() {
    return """
        Stops the node, and removes the program and everything that `zerobridge install` wrote. Files that
        were changed since are kept and named. Your sites and identities stay unless you say --purge.""";
  }

  @Override
  public List<Arguments.Option> options() {
    return OPTIONS;
  }

  @Override
  public int run(Arguments arguments, Surroundings where, PrintStream out)
      throws IOException, UsageException {
    if (arguments.has("--data") && !arguments.has("--purge")) {
      throw new UsageException("--data only has a meaning together with --purge");
    }
    Path data =
        arguments.value("--data").map(Path::of).orElse(where.data()).toAbsolutePath().normalize();
    if (arguments.has("--purge")) {
      requireData(data);
    }
    InstallLog log = InstallLog.read(where.installLog()).orElse(new InstallLog(List.of()));
    List<Item> items = new ArrayList<>(log.items());
    Collections.reverse(items);
    List<Path> removed = new ArrayList<>();
    List<Path> kept = new ArrayList<>();
    if (arguments.has("--dry-run")) {
      items.stream().map(Item::path).filter(Disk::exists).forEach(removed::add);
      if (arguments.has("--purge") && Files.exists(data)) {
        removed.add(data);
      }
    } else {
      RunningNode.stop(where.runDirectory());
      if (arguments.has("--purge") && Files.exists(data)) {
        Disk.deleteTree(data);
        // The standard data folder has one above it that holds nothing else.
        if (data.equals(where.data())) {
          new Item.Directory(data.resolve("..").normalize()).remove();
        }
        removed.add(data);
      }
      takeAway(items, where, removed, kept);
      DesktopEntry.refreshIndex(where.applications());
    }
    print(arguments, where, removed, kept, out);
    return 0;
  }

  private static void takeAway(
      List<Item> items, Surroundings where, List<Path> removed, List<Path> kept)
      throws IOException {
    clearRunDirectory(where.runDirectory().path());
    boolean isLogThere = true;
    for (Item item : items) {
      // The folders of the log come last, and it must be gone before them.
      if (isLogThere && where.installLog().startsWith(item.path())) {
        Files.deleteIfExists(where.installLog());
        isLogThere = false;
      }
      switch (item.remove()) {
        case REMOVED -> removed.add(item.path());
        case KEPT -> kept.add(item.path());
        case ABSENT -> {}
      }
    }
    Files.deleteIfExists(where.installLog());
  }

  private static void clearRunDirectory(Path directory) throws IOException {
    for (String name : RUN_FILES) {
      Files.deleteIfExists(directory.resolve(name));
    }
    new Item.Directory(directory).remove();
  }

  private static void requireData(Path data) throws IOException {
    if (Files.exists(data) && MARKS.stream().noneMatch(mark -> Files.exists(data.resolve(mark)))) {
      throw new IOException(
          data
              + " does not look like ZeroBridge's data (no sites.json in it), so it is not deleted");
    }
  }

  private static void print(
      Arguments arguments,
      Surroundings where,
      List<Path> removed,
      List<Path> kept,
      PrintStream out) {
    if (arguments.has("--json")) {
      JsonObject json = new JsonObject();
      json.addProperty("dryRun", arguments.has("--dry-run"));
      json.add("removed", array(removed));
      json.add("kept", array(kept));
      out.print(new String(Disk.bytes(json), StandardCharsets.UTF_8));
      return;
    }
    if (arguments.has("--dry-run")) {
      removed.forEach(path -> out.println("would remove  " + where.shown(path)));
      return;
    }
    if (removed.isEmpty() && kept.isEmpty()) {
      out.println("ZeroBridge is not installed; nothing to do");
      return;
    }
    out.println("ZeroBridge is removed (" + removed.size() + " files and folders)");
    kept.forEach(
        path -> out.println("  kept, because it was changed or is in use: " + where.shown(path)));
    if (Files.exists(where.data())) {
      out.println("  your sites and identities are still in " + where.shown(where.data()));
    }
    out.println("  remove the extension in the browser's own list of extensions");
  }

  private static JsonArray array(List<Path> paths) {
    JsonArray array = new JsonArray();
    paths.forEach(path -> array.add(path.toString()));
    return array;
  }
}
