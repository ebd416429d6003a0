package zerobridge.installer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an install is going to put where, collected before anything is touched. The same plan is
 * printed by a dry run, recorded in the log, and carried out. Confined to one thread.
 */
final class Plan {

  private final Optional<InstallLog> before;
  private final List<Item> items = new ArrayList<>();
  private final Map<Path, Content> contents = new HashMap<>();

  /** Opens what a file will hold. */
  @FunctionalInterface
  private interface Content {
    InputStream open() throws IOException;
  }

  /**
   * A plan on top of what an earlier install left, whose directories and lists are still ours to
   * remove.
   */
  Plan(Optional<InstallLog> before) {
    this.before = before;
  }

  /** A file with the given bytes. */
  void file(Path path, byte[] bytes) {
    directoriesOf(path);
    contents.put(path, () -> new ByteArrayInputStream(bytes));
    items.add(new Item.PlacedFile(path, Disk.sha256(bytes), false));
  }

  /** A copy of a file of the distribution, executable if that one is. */
  void copy(Path source, Path path) throws IOException {
    directoriesOf(path);
    contents.put(path, () -> Files.newInputStream(source));
    items.add(new Item.PlacedFile(path, Disk.sha256(source), Files.isExecutable(source)));
  }

  /**
   * A file that the earlier install made out of the files planned so far: it stays as long as all
   * of them do.
   *
   * @return whether it stays
   */
  boolean keepDerived(Path path) throws IOException {
    Optional<Item> known =
        before.stream()
            .flatMap(log -> log.items().stream())
            .filter(item -> item.path().equals(path))
            .findFirst();
    if (known.isEmpty() || !known.get().isInPlace()) {
      return false;
    }
    for (Item item : items) {
      if (!item.isInPlace()) {
        return false;
      }
    }
    items.add(known.get());
    return true;
  }

  /** A symbolic link. */
  void link(Path path, Path target) {
    directoriesOf(path);
    items.add(new Item.Link(path, target));
  }

  /** ZeroBridge as the program for links of a scheme. */
  void schemeDefault(Path list, String scheme) {
    directoriesOf(list);
    Item.SchemeDefault ours = new Item.SchemeDefault(list, scheme, true);
    boolean created =
        (before.isPresent() && before.get().has(ours)) ? wasCreated(ours) : !Files.exists(list);
    items.add(new Item.SchemeDefault(list, scheme, created));
  }

  /** The directories above a file that do not exist yet, outermost first. */
  void directoriesOf(Path path) {
    Path parent = path.getParent();
    if (parent == null) {
      return;
    }
    Item.Directory directory = new Item.Directory(parent);
    boolean isOurs = before.isPresent() && before.get().has(directory);
    if (items.contains(directory) || (Files.exists(parent) && !isOurs)) {
      return;
    }
    directoriesOf(parent);
    items.add(directory);
  }

  /** Everything planned, in the order to do it. */
  List<Item> items() {
    return List.copyOf(items);
  }

  /** The items of the earlier install that this one has no place for any more, innermost first. */
  List<Item> obsolete() {
    InstallLog planned = new InstallLog(items);
    List<Item> obsolete = new ArrayList<>();
    before.ifPresent(
        log ->
            log.items().stream()
                .filter(item -> !planned.has(item))
                .forEach(item -> obsolete.add(0, item)));
    return obsolete;
  }

  /** Puts one item in its place. */
  void apply(Item item) throws IOException {
    if (item instanceof Item.Directory directory) {
      Disk.makeDirectory(directory.path());
    } else if (item instanceof Item.PlacedFile file) {
      Content content = contents.get(file.path());
      if (content == null) {
        throw new IllegalArgumentException("not of this plan: " + file.path());
      }
      try (InputStream in = content.open()) {
        Disk.replace(file.path(), in, file.executable());
      }
    } else if (item instanceof Item.Link link) {
      Files.deleteIfExists(link.path());
      Files.createSymbolicLink(link.path(), link.target());
    } else if (item instanceof Item.SchemeDefault handler) {
      MimeApps.read(handler.path())
          .with(handler.scheme(), DesktopEntry.FILE_NAME)
          .write(handler.path());
    }
  }

  private boolean wasCreated(Item.SchemeDefault ours) {
    return before.stream()
        .flatMap(log -> log.items().stream())
        .anyMatch(
            item ->
                item instanceof Item.SchemeDefault known
                    && known.path().equals(ours.path())
                    && known.created());
  }
}
