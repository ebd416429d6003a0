package zerobridge.installer;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * One thing that the installer put on the disk, with enough said to tell whether it is still as it
 * was put there.
 */
sealed interface Item {

  /** What taking an item away led to. */
  enum Removal {
    REMOVED,
    ABSENT,
    /** Somebody changed it or, for a directory, put something into it. */
    KEPT
  }

  Path path();

  /** Whether it is on the disk exactly as recorded. */
  boolean isInPlace() throws IOException;

  /** Takes it away if it is still as it was recorded. */
  Removal remove() throws IOException;

  /** The form in the install log. */
  JsonObject toJson();

  /** Reads the form of the install log. */
  static Item fromJson(JsonObject json) throws IOException {
    Path path = Path.of(json.get("path").getAsString());
    String kind = json.get("kind").getAsString();
    return switch (kind) {
      case "directory" -> new Directory(path);
      case "file" ->
          new PlacedFile(
              path, json.get("sha256").getAsString(), json.get("executable").getAsBoolean());
      case "link" -> new Link(path, Path.of(json.get("target").getAsString()));
      case "scheme" ->
          new SchemeDefault(
              path, json.get("scheme").getAsString(), json.get("created").getAsBoolean());
      default ->
          throw new IOException("the install log has an entry of unknown kind \"" + kind + "\"");
    };
  }

  private static JsonObject json(String kind, Path path) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", kind);
    json.addProperty("path", path.toString());
    return json;
  }

  /** A directory that did not exist before. */
  record Directory(Path path) implements Item {
    @Override
    public boolean isInPlace() {
      return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Removal remove() throws IOException {
      if (!Disk.exists(path)) {
        return Removal.ABSENT;
      }
      if (!isInPlace()) {
        return Removal.KEPT;
      }
      try {
        Files.delete(path);
        return Removal.REMOVED;
      } catch (DirectoryNotEmptyException inUse) {
        return Removal.KEPT;
      }
    }

    @Override
    public JsonObject toJson() {
      return json("directory", path);
    }
  }

  /** A file of ours. */
  record PlacedFile(Path path, String sha256, boolean executable) implements Item {
    @Override
    public boolean isInPlace() throws IOException {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && Files.isExecutable(path) == executable
          && Disk.sha256(path).equals(sha256);
    }

    @Override
    public Removal remove() throws IOException {
      if (!Disk.exists(path)) {
        return Removal.ABSENT;
      }
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          || !Disk.sha256(path).equals(sha256)) {
        return Removal.KEPT;
      }
      Files.delete(path);
      return Removal.REMOVED;
    }

    @Override
    public JsonObject toJson() {
      JsonObject json = json("file", path);
      json.addProperty("sha256", sha256);
      json.addProperty("executable", executable);
      return json;
    }
  }

  /** A symbolic link of ours. */
  record Link(Path path, Path target) implements Item {
    @Override
    public boolean isInPlace() throws IOException {
      return Files.isSymbolicLink(path) && Files.readSymbolicLink(path).equals(target);
    }

    @Override
    public Removal remove() throws IOException {
      if (!Disk.exists(path)) {
        return Removal.ABSENT;
      }
      if (!isInPlace()) {
        return Removal.KEPT;
      }
      Files.delete(path);
      return Removal.REMOVED;
    }

    @Override
    public JsonObject toJson() {
      JsonObject json = json("link", path);
      json.addProperty("target", target.toString());
      return json;
    }
  }

  /**
   * Our line in the person's list of default programs.
   *
   * @param created whether the list itself is ours, so that an empty one goes too
   */
  record SchemeDefault(Path path, String scheme, boolean created) implements Item {
    @Override
    public boolean isInPlace() throws IOException {
      return MimeApps.read(path).isDefault(scheme, DesktopEntry.FILE_NAME);
    }

    @Override
    public Removal remove() throws IOException {
      MimeApps list = MimeApps.read(path);
      if (!list.mentions(scheme, DesktopEntry.FILE_NAME)) {
        return Removal.ABSENT;
      }
      MimeApps rest = list.without(scheme, DesktopEntry.FILE_NAME);
      if (created && rest.isEmpty()) {
        Files.delete(path);
      } else {
        rest.write(path);
      }
      return Removal.REMOVED;
    }

    @Override
    public JsonObject toJson() {
      JsonObject json = json("scheme", path);
      json.addProperty("scheme", scheme);
      json.addProperty("created", created);
      return json;
    }
  }
}
